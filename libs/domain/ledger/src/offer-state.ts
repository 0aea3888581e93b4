import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import type { BucketType } from '@stockproof/events';

/** What an offer holds in one bucket at one location. */
export interface BucketState {
  readonly bucket_type: BucketType;
  readonly location_id: string;
  /** 0..2^53-1. */
  readonly quantity: number;
  /** event_time of the last absolute count (S) applied here; an older one is superseded. */
  readonly counted_at_ms: number | null;
}

/** An offer (seller, SKU): the head of its stream and everything a decision needs. */
export interface OfferState {
  /** The newest version; 0 before the first event. */
  readonly version: number;
  /** Sum of all buckets. */
  readonly stock_on_hand: number;
  /** Hex; GENESIS_DIGEST before the first event. */
  readonly chain_digest: string;
  /** By bucketKey. A bucket stays once used, with quantity 0. */
  readonly buckets: ReadonlyMap<string, BucketState>;
}

/** What the digest chain of every offer starts from. */
export const GENESIS_DIGEST = '0'.repeat(64);

const EMPTY: OfferState = { version: 0, stock_on_hand: 0, chain_digest: GENESIS_DIGEST, buckets: new Map() };

export function initialOffer(): OfferState {
  return EMPTY;
}

/** One string per place of stock; the unit separator cannot occur in a location id. */
export function bucketKey(bucket_type: BucketType, location_id: string): string {
  return `${bucket_type}\u001f${location_id}`;
}

/** Units in a bucket, 0 when it was never used. */
export function quantityIn(state: OfferState, bucket_type: BucketType, location_id: string): number {
  return state.buckets.get(bucketKey(bucket_type, location_id))?.quantity ?? 0;
}

/** How many locations the offer has: one stays, once stock was counted or moved there. */
export function locationsOf({ buckets }: OfferState): number {
  return new Set([...buckets.values()].map(({ location_id }) => location_id)).size;
}

/**
 * Whether stock may come to this bucket: it is used already, or its location is, or the offer may have one
 * location more.
 */
export function hasRoomFor(state: OfferState, bucket_type: BucketType, location_id: string): boolean {
  if (state.buckets.has(bucketKey(bucket_type, location_id))) return true;
  for (const bucket of state.buckets.values()) if (bucket.location_id === location_id) return true;
  return locationsOf(state) < LOCATIONS_PER_OFFER;
}
