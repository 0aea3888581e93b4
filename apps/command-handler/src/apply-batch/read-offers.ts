import { offerKey } from '@stockproof/events';
import { bucketKey, type BucketState, type OfferState } from '@stockproof/ledger';
import { type Queryable, together } from '@stockproof/postgres';
import { type BucketRow, readBuckets } from './sql/read-buckets.js';
import { readHeads } from './sql/read-heads.js';

export interface Offer {
  readonly seller_id: string;
  readonly sku: string;
}

/** Locks and reads the state of offers; those without a head row are absent from the answer. */
export async function readOffers(db: Queryable, offers: readonly Offer[]): Promise<Map<string, OfferState>> {
  if (offers.length === 0) return new Map();
  const sellers = offers.map((offer) => offer.seller_id);
  const skus = offers.map((offer) => offer.sku);
  const [heads, buckets] = await together([readHeads(db, sellers, skus), readBuckets(db, sellers, skus)]);
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
