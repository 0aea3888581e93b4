import { offerKey } from '@stockproof/events';
import {
  bucketKey,
  type BucketState,
  initialOffer,
  type OfferState,
  type SignedHead,
} from '@stockproof/ledger';
import type { BoundClient } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const HEADS_SQL = `
  SELECT seller_id, sku, stock_on_hand, version, encode(chain_digest, 'hex') AS chain_digest FROM inventory_stock_on_hand`;
const BUCKETS_SQL = `
  SELECT seller_id, sku, bucket_type, location_id, quantity, counted_at FROM inventory_bucket`;
const POSITIONS_SQL = `
  SELECT topic, partition, next_offset FROM consumer_position WHERE consumer_group = 'command-handler'`;
// The newest head of an offer that is signed, by a record or a checkpoint.
const SIGNED_SQL = `
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, version, chain_digest FROM signed_stream_head
  WHERE chain = 'ledger' AND source <> 'untrusted' ORDER BY seller_id, sku, version DESC`;

/** The ledger as a restore left it, in memory: its offers by offerKey, and its positions. */
export interface RestoredLedger {
  readonly states: ReadonlyMap<string, OfferState>;
  readonly nextOffset: (topic: string, partition: number) => number;
}

/** Reads heads, buckets and positions in one snapshot. */
export async function readRestored(client: BoundClient): Promise<RestoredLedger> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const heads = await client.query<OfferName & Omit<OfferState, 'buckets'>>(HEADS_SQL);
  const buckets = await client.query<
    OfferName & Omit<BucketState, 'counted_at_ms'> & { counted_at: Date | null }
  >(BUCKETS_SQL);
  const positions = await client.query<{ topic: string; partition: number; next_offset: number }>(
    POSITIONS_SQL,
  );
  await client.query('COMMIT');
  const states = new Map<string, OfferState & { readonly buckets: Map<string, BucketState> }>();
  for (const { seller_id, sku, ...head } of heads.rows)
    states.set(offerKey(seller_id, sku), { ...head, buckets: new Map() });
  for (const { seller_id, sku, counted_at, ...bucket } of buckets.rows)
    states.get(offerKey(seller_id, sku))?.buckets.set(bucketKey(bucket.bucket_type, bucket.location_id), {
      ...bucket,
      counted_at_ms: counted_at?.getTime() ?? null,
    });
  const next = new Map(positions.rows.map((at) => [`${at.topic}/${at.partition}`, at.next_offset]));
  return { states, nextOffset: (topic, partition) => next.get(`${topic}/${partition}`) ?? 0 };
}

/** The state of an offer in the restored ledger; that before its first row if it has none. */
export function restoredState({ states }: RestoredLedger, { seller_id, sku }: OfferName): OfferState {
  return states.get(offerKey(seller_id, sku)) ?? initialOffer();
}

/** Reads the newest signed head of each offer, by offerKey, from recovery's records. */
export async function readSigned(client: BoundClient): Promise<ReadonlyMap<string, SignedHead & OfferName>> {
  const { rows } = await client.query<SignedHead & OfferName>(SIGNED_SQL);
  return new Map(rows.map((head) => [offerKey(head.seller_id, head.sku), head]));
}
