import type { ChainHead } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { ROW_DIGEST_SQL } from '@stockproof/verification';

// The row itself must be that of its digest: a head that somebody forged must not be signed.
const SQL = `
  SELECT row.seller_id, row.sku, row.version, encode(row.chain_digest, 'hex') AS chain_digest
  FROM inventory_stock_on_hand AS head
  CROSS JOIN LATERAL (
    SELECT *, ${ROW_DIGEST_SQL} AS digest FROM inventory_transaction
    WHERE (seller_id, sku, version) = (head.seller_id, head.sku, head.version)
  ) AS row
  WHERE head.updated_at >= $1::timestamptz AND head.chain_digest = row.chain_digest
    AND row.chain_digest = row.digest`;

/** Heads that moved since a moment of the write side's clock. */
export async function changedHeads(ledger: Queryable, since: Date): Promise<ChainHead[]> {
  const { rows } = await ledger.query<ChainHead>(SQL, [since]);
  return rows;
}
