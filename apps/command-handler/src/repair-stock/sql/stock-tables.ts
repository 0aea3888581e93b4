import type { StockRepairV1 } from '@stockproof/events';
import { bytea, columns, type Queryable } from '@stockproof/postgres';

const READ_NEWEST_ROW_SQL = `
  SELECT version, encode(chain_digest, 'hex') AS chain_digest, accepted_at FROM inventory_transaction
  WHERE seller_id = $1 AND sku = $2 ORDER BY version DESC LIMIT 1`;

/** The newest row of an offer's ledger. */
export interface NewestRow {
  readonly version: number;
  readonly chain_digest: string;
  readonly accepted_at: Date;
}

/** Reads the newest row of an offer from the ledger itself, because the head may be wrong. */
export async function readNewestRow(
  db: Queryable,
  seller_id: string,
  sku: string,
): Promise<NewestRow | undefined> {
  return (
    await db.query<NewestRow>({
      name: 'read-newest-row',
      text: READ_NEWEST_ROW_SQL,
      values: [seller_id, sku],
    })
  ).rows[0];
}

const LOCK_HEAD_SQL = 'SELECT 1 FROM inventory_stock_on_hand WHERE seller_id = $1 AND sku = $2 FOR UPDATE';

/**
 * Locks the head, so that nobody appends to the offer until the transaction ends. A missing head cannot be
 * locked.
 */
export async function lockStreamHead(db: Queryable, seller_id: string, sku: string): Promise<void> {
  await db.query({ name: 'lock-head', text: LOCK_HEAD_SQL, values: [seller_id, sku] });
}

const SET_HEAD_SQL = `
  INSERT INTO inventory_stock_on_hand (seller_id, sku, stock_on_hand, version, chain_digest, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (seller_id, sku) DO UPDATE SET stock_on_hand = excluded.stock_on_hand, version = excluded.version,
    chain_digest = excluded.chain_digest, updated_at = excluded.updated_at`;

/** Writes the stream head of a repair, whatever it was; the caller has compared it with the ledger. */
export async function setStreamHead(db: Queryable, repair: StockRepairV1, updated_at: Date): Promise<void> {
  const { seller_id, sku, stock_on_hand, version, chain_digest } = repair;
  await db.query({
    name: 'set-head',
    text: SET_HEAD_SQL,
    values: [seller_id, sku, stock_on_hand, version, bytea(chain_digest), updated_at],
  });
}

const REMOVE_BUCKETS_SQL = 'DELETE FROM inventory_bucket WHERE seller_id = $1 AND sku = $2';

/** Deletes all buckets of an offer. */
export async function removeBuckets(db: Queryable, seller_id: string, sku: string): Promise<void> {
  await db.query({ name: 'remove-buckets', text: REMOVE_BUCKETS_SQL, values: [seller_id, sku] });
}

const INSERT_BUCKETS_SQL = `
  INSERT INTO inventory_bucket (seller_id, sku, updated_at, bucket_type, location_id, quantity, counted_at)
  SELECT $1, $2, $3::timestamptz, * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::timestamptz[])`;

/** Inserts the buckets of a repair; there must be none. */
export async function insertBuckets(
  db: Queryable,
  { seller_id, sku, buckets }: StockRepairV1,
  updated_at: Date,
): Promise<void> {
  const values = columns(
    buckets,
    (bucket) => bucket.bucket_type,
    (bucket) => bucket.location_id,
    (bucket) => bucket.quantity,
    (bucket) => bucket.counted_at,
  );
  await db.query({
    name: 'insert-buckets',
    text: INSERT_BUCKETS_SQL,
    values: [seller_id, sku, updated_at, ...values],
  });
}
