import { type BucketType, type LedgerStatus, offerKey } from '@stockproof/events';
import {
  bucketKey,
  type BucketState,
  countedAs,
  deliveryKey,
  type OfferState,
  type PriorOutcome,
  sourceKind,
} from '@stockproof/ledger';
import { columns, type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Source, UpdateDelivery } from '../../decode/delivery.js';
import type { ReliedOn } from '../effects.js';
import { StaleDecisionError } from '../stale-decision.js';

const PRIORS_SQL = `
  SELECT seller_id, event_id, operation, encode(request_hash, 'hex') AS request_hash, status,
    source_topic, source_partition, source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_transaction USING (seller_id, event_id)
  UNION ALL
  SELECT seller_id, event_id, operation, encode(request_hash, 'hex'), 'rejected',
    source_topic, source_partition, source_offset
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, event_id)
  JOIN inventory_rejection USING (seller_id, event_id)`;

interface PriorRow extends Source {
  readonly seller_id: string;
  readonly event_id: string;
  readonly operation: string;
  readonly request_hash: string;
  readonly status: LedgerStatus | 'rejected';
}

/**
 * Reads the outcome of every event among these that already has one, keyed by deliveryKey. The same id from
 * another kind of source is included under its own key.
 */
export async function readPriors(
  db: Queryable,
  updates: readonly UpdateDelivery[],
): Promise<Map<string, PriorOutcome>> {
  const sellers = updates.map(({ update }) => update.seller_id);
  const events = updates.map(({ update }) => update.event_id);
  const { rows } = await db.query<PriorRow>({
    name: 'read-priors',
    text: PRIORS_SQL,
    values: [sellers, events],
  });
  return new Map(
    rows.map(({ seller_id, event_id, operation, status, ...prior }) => [
      deliveryKey(sourceKind(operation), seller_id, event_id),
      { ...prior, counted_as: status === 'rejected' ? status : countedAs(status) },
    ]),
  );
}

// Locked in key order, so that two batches that share offers wait for each other and never deadlock.
const HEADS_SQL = `
  SELECT head.seller_id, head.sku, head.stock_on_hand, head.version,
         encode(head.chain_digest, 'hex') AS chain_digest
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN inventory_stock_on_hand AS head USING (seller_id, sku)
  ORDER BY head.seller_id, head.sku
  FOR UPDATE OF head`;

interface HeadRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly stock_on_hand: number;
  readonly version: number;
  readonly chain_digest: string;
}

/** Locks and reads the heads of those offers that exist. */
async function lockStreamHeads(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<HeadRow[]> {
  const { rows } = await db.query<HeadRow>({ name: 'read-heads', text: HEADS_SQL, values: [sellers, skus] });
  return rows;
}

const BUCKETS_SQL = `
  SELECT bucket.seller_id, bucket.sku, bucket.bucket_type, bucket.location_id, bucket.quantity, bucket.counted_at
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN inventory_bucket AS bucket USING (seller_id, sku)`;

interface BucketRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly bucket_type: BucketType;
  readonly location_id: string;
  readonly quantity: number;
  readonly counted_at: Date | null;
}

/** Reads the buckets of these offers. The caller must hold the heads' locks. */
async function readBuckets(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<BucketRow[]> {
  const { rows } = await db.query<BucketRow>({
    name: 'read-buckets',
    text: BUCKETS_SQL,
    values: [sellers, skus],
  });
  return rows;
}

/** The key of an offer. */
export interface Offer {
  readonly seller_id: string;
  readonly sku: string;
}

/** Locks and reads the state of offers; offers without a head row are missing from the result. */
export async function readOffers(db: Queryable, offers: readonly Offer[]): Promise<Map<string, OfferState>> {
  if (offers.length === 0) return new Map();
  const sellers = offers.map((offer) => offer.seller_id);
  const skus = offers.map((offer) => offer.sku);
  const [heads, buckets] = await awaitPipelined([
    lockStreamHeads(db, sellers, skus),
    readBuckets(db, sellers, skus),
  ]);
  const bucketsOf = groupBuckets(buckets);
  return new Map(
    heads.map((head) => {
      const key = offerKey(head.seller_id, head.sku);
      const state = {
        version: head.version,
        stock_on_hand: head.stock_on_hand,
        chain_digest: head.chain_digest,
        buckets: bucketsOf.get(key) ?? new Map<string, BucketState>(),
      };
      return [key, state];
    }),
  );
}

function groupBuckets(rows: readonly BucketRow[]): Map<string, Map<string, BucketState>> {
  const byOffer = new Map<string, Map<string, BucketState>>();
  for (const row of rows) {
    const key = offerKey(row.seller_id, row.sku);
    const buckets = byOffer.get(key) ?? new Map<string, BucketState>();
    buckets.set(bucketKey(row.bucket_type, row.location_id), {
      bucket_type: row.bucket_type,
      location_id: row.location_id,
      quantity: row.quantity,
      counted_at_ms: row.counted_at?.getTime() ?? null,
    });
    byOffer.set(key, buckets);
  }
  return byOffer;
}

// FOR SHARE locks against changes, in the same key order as read-heads; two batches that only depend on a
// head do not wait for each other. After a wait the row is read as it is then. It only counts, because
// joining the offers a second time would take quadratic time with nested loops only.
const PROVE_SQL = `
  WITH found AS (
    SELECT head.version, relied.version AS decided_on
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS relied (seller_id, sku, version)
    JOIN inventory_stock_on_hand AS head USING (seller_id, sku)
    ORDER BY head.seller_id, head.sku
    FOR SHARE OF head
  )
  SELECT count(*) AS heads, count(*) FILTER (WHERE version = decided_on) AS proven FROM found`;

/**
 * Proves that offers which this batch depends on and does not change are still at the version of the
 * decision, and keeps them there until the transaction ends. An offer without a head has no row to lock: it
 * is proven that none is committed now, so an offer that is created meanwhile comes after this batch. Rejects
 * with StaleDecisionError.
 */
export async function proveStates(db: Queryable, relied_on: readonly ReliedOn[]): Promise<void> {
  if (relied_on.length === 0) return;
  const values = columns(
    relied_on,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    (offer) => offer.version,
  );
  const {
    rows: [found],
  } = await db.query<{ heads: number; proven: number }>({ name: 'prove-states', text: PROVE_SQL, values });
  const known = relied_on.filter(({ version }) => version > 0).length;
  if (found?.heads === known && found.proven === known) return;
  throw new StaleDecisionError(
    `decided on ${known} heads: ${found?.heads} are there, ${found?.proven} of them as they were`,
  );
}
