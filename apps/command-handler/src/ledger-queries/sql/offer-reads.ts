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

const BUCKETS_SQL = `
  SELECT bucket_type, location_id, quantity, updated_at FROM inventory_bucket
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
