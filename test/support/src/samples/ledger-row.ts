import type { Queryable } from '@stockproof/postgres';

type Place = readonly [bucket: string, location: string];

/**
 * The columns of a ledger row that a spec sets. By default: five accepted units into `sellable` at `default`.
 */
interface SampleRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  /** `SKU-VERSION` by default. */
  readonly event_id?: string;
  readonly operation?: string;
  readonly from?: Place | null;
  readonly to?: Place | null;
  /** RFC 3339. */
  readonly event_time?: string;
  readonly source?: { readonly topic: string; readonly partition: number; readonly offset: number };
  /** Hex, of 32 bytes. */
  readonly request_hash?: string;
}

const SQL = `
  INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity,
    from_bucket, from_location, to_bucket, to_location, event_time, accepted_at, schema_version, request_hash,
    source_topic, source_partition, source_offset, previous_digest, chain_digest)
  VALUES ($1, $2, $3, $4, $5, 'accepted', 5, 5, $6, $7, $8, $9, $10, $11, $11, 2, decode($12, 'hex'), $13, $14, $15,
    decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`;

/** Writes the row. Its chain digest is not the digest of the row. */
export async function insertLedgerRow(db: Queryable, row: SampleRow): Promise<void> {
  const { from = null, to = ['sellable', 'default'], source = { topic: 't', partition: 0, offset: 0 } } = row;
  await db.query(SQL, [
    row.seller_id,
    row.event_id ?? `${row.sku}-${row.version}`,
    row.sku,
    row.version,
    row.operation ?? 'I',
    (from === null ? 5 : 0) - (to === null ? 5 : 0),
    ...(from ?? [null, null]),
    ...(to ?? [null, null]),
    row.event_time ?? '2026-06-19T18:00:00Z',
    row.request_hash ?? 'ab'.repeat(32),
    source.topic,
    source.partition,
    source.offset,
  ]);
}
