import type { ChainHead } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

// The row itself must be that of its digest: a head that somebody forged must not be signed.
const SQL = `
  SELECT row.seller_id, row.sku, row.version, encode(row.chain_digest, 'hex') AS chain_digest
  FROM inventory_stock_on_hand AS head
  JOIN inventory_transaction AS row USING (seller_id, sku, version)
  WHERE head.updated_at >= $1::timestamptz AND head.chain_digest = row.chain_digest
    AND row.chain_digest = sha256(convert_to(encode(previous_digest, 'hex') || E'\\x1f' || array_to_string(ARRAY[
      'stockproof.ledger.v1', row.seller_id, row.sku, row.version::text, event_id, operation, status, quantity::text,
      requested_quantity::text, delta_quantity::text, from_bucket, from_location, to_bucket, to_location,
      trim_scale(extract(epoch FROM event_time) * 1000)::text,
      trim_scale(extract(epoch FROM accepted_at) * 1000)::text, schema_version::text,
      encode(request_hash, 'hex'), reason, reference, correlation_id, causation_id, source_topic,
      source_partition::text, source_offset::text], E'\\x1f', ''), 'UTF8'))`;

/** Heads that moved since a moment of the write side's clock. */
export async function changedHeads(ledger: Queryable, since: Date): Promise<ChainHead[]> {
  const { rows } = await ledger.query<ChainHead>(SQL, [since]);
  return rows;
}
