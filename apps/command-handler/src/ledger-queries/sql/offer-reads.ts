import { LEDGER_COLUMNS, type StoredLedgerRow } from '@stockproof/events';
import { columnNames, type Queryable } from '@stockproof/postgres';

/** The head of an offer's stream: its stock, newest version and chain digest. */
export interface OfferHead {
  readonly stock_on_hand: number;
  readonly version: number;
  readonly chain_digest: Buffer;
  readonly updated_at: Date;
}

/** What an offer has in one bucket at one location. */
export interface OfferBucket {
  readonly bucket_type: string;
  readonly location_id: string;
  readonly quantity: number;
  /** Time of the last count that was applied; null if the bucket was never counted. */
  readonly counted_at: Date | null;
  /** Movements of this bucket, decided after that count, that are stamped before it. */
  readonly late_since_count: number;
  readonly updated_at: Date;
}

const HEAD_SQL = `
  SELECT stock_on_hand, version, chain_digest, updated_at FROM inventory_stock_on_hand
  WHERE seller_id = $1 AND sku = $2`;

/** The head of an offer; undefined where there is no such offer. */
export async function readOfferHead(
  db: Queryable,
  seller_id: string,
  sku: string,
): Promise<OfferHead | undefined> {
  const values = [seller_id, sku];
  return (await db.query<OfferHead>({ name: 'read-offer-head', text: HEAD_SQL, values })).rows[0];
}

const touches = (row: string): string =>
  `((${row}.from_bucket, ${row}.from_location) = (bucket.bucket_type, bucket.location_id)
    OR (${row}.to_bucket, ${row}.to_location) = (bucket.bucket_type, bucket.location_id))`;

// Rows with these statuses are few, and an index has them alone. One is late against the last count of a bucket
// if it was before that count and no count came after it.
const BUCKETS_SQL = `
  SELECT bucket_type, location_id, quantity, counted_at, updated_at, (
    SELECT count(*) FROM inventory_transaction AS late
    WHERE late.seller_id = $1 AND late.sku = $2 AND late.status IN ('accepted_late', 'absorbed')
      AND late.operation IN ('I', 'D', 'M')
      AND least(late.event_time, late.accepted_at) < bucket.counted_at AND ${touches('late')}
      AND NOT EXISTS (
        SELECT FROM inventory_transaction AS newer
        WHERE newer.seller_id = $1 AND newer.sku = $2 AND newer.version > late.version
          AND newer.operation IN ('S', 'C') AND newer.status <> 'superseded' AND ${touches('newer')})
  ) AS late_since_count
  FROM inventory_bucket AS bucket
  WHERE seller_id = $1 AND sku = $2 ORDER BY bucket_type, location_id`;

/** The buckets of an offer, by kind and location. */
export async function readOfferBuckets(
  db: Queryable,
  seller_id: string,
  sku: string,
): Promise<OfferBucket[]> {
  const values = [seller_id, sku];
  return (await db.query<OfferBucket>({ name: 'read-offer-buckets', text: BUCKETS_SQL, values })).rows;
}

const HISTORY_SQL = `
  SELECT ${columnNames(LEDGER_COLUMNS)} FROM inventory_transaction
  WHERE seller_id = $1 AND sku = $2 AND version > $3 ORDER BY version LIMIT $4`;

/** The rows of an offer after a version, in order of version, at most `limit`. */
export async function readOfferHistory(
  db: Queryable,
  seller_id: string,
  sku: string,
  after_version: number,
  limit: number,
): Promise<StoredLedgerRow[]> {
  const values = [seller_id, sku, after_version, limit];
  return (await db.query<StoredLedgerRow>({ name: 'read-offer-history', text: HISTORY_SQL, values })).rows;
}

const LIST_SQL = `
  SELECT seller_id, sku, stock_on_hand, version, updated_at FROM inventory_stock_on_hand
  WHERE seller_id = $1 AND sku > $2 AND sku >= $3 AND ($4::text IS NULL OR sku < $4) AND starts_with(sku, $3)
  ORDER BY sku LIMIT $5`;

/** Follows every character that a name can go on with, in the order of UTF-8 bytes. */
const LAST = '\u{10FFFF}';

/** An offer in a list. */
export interface ListedOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly stock_on_hand: number;
  readonly version: number;
  readonly updated_at: Date;
}

/** The offers of a seller whose SKU begins with `prefix`, after this SKU, in the order of its bytes. */
export async function listOffers(
  db: Queryable,
  seller_id: string,
  prefix: string,
  after: string,
  limit: number,
): Promise<ListedOffer[]> {
  const values = [seller_id, after, prefix, prefix === '' ? null : prefix + LAST, limit];
  return (await db.query<ListedOffer>({ name: 'list-offers', text: LIST_SQL, values })).rows;
}
