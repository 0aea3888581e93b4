import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import type { BucketType } from '@stockproof/events';

/** The stock of an offer in one bucket at one location. */
export interface BucketState {
  readonly bucket_type: BucketType;
  readonly location_id: string;
  /** 0..2^53-1. */
  readonly quantity: number;
  /** The time of the last count applied here, in ms (see timeOf); an older count is superseded. */
  readonly counted_at_ms: number | null;
}

/** The state of an offer (seller, SKU): the head of its stream and everything that a decision needs. */
export interface OfferState {
  /** The newest version; 0 before the first event. */
  readonly version: number;
  /** Sum of all buckets. */
  readonly stock_on_hand: number;
  /** Hex; GENESIS_DIGEST before the first event. */
  readonly chain_digest: string;
  /** Keyed by bucketKey. A bucket stays with quantity 0 once it was used. */
  readonly buckets: ReadonlyMap<string, BucketState>;
}

/** The previous digest of every offer's first row. */
export const GENESIS_DIGEST = '0'.repeat(64);

const EMPTY: OfferState = { version: 0, stock_on_hand: 0, chain_digest: GENESIS_DIGEST, buckets: new Map() };

/** The state of an offer before its first event. */
export function initialOffer(): OfferState {
  return EMPTY;
}

/** The key of a bucket at a location. The separator U+001F cannot occur in a location id. */
export function bucketKey(bucket_type: BucketType, location_id: string): string {
  return `${bucket_type}\u001f${location_id}`;
}

/** Units in a bucket; 0 if it was never used. */
export function quantityIn(state: OfferState, bucket_type: BucketType, location_id: string): number {
  return state.buckets.get(bucketKey(bucket_type, location_id))?.quantity ?? 0;
}

/** Units at a location in all buckets, held ones included. */
export function onHandAt({ buckets }: OfferState, location_id: string): number {
  let units = 0;
  for (const bucket of buckets.values()) if (bucket.location_id === location_id) units += bucket.quantity;
  return units;
}

/** Number of the offer's locations. A location counts forever once stock was counted at it or moved to it. */
export function locationsOf({ buckets }: OfferState): number {
  return new Set([...buckets.values()].map(({ location_id }) => location_id)).size;
}

/**
 * Whether stock may be put into this bucket: the bucket or its location is in use already, or the offer may
 * have another location.
 */
export function hasRoomFor(state: OfferState, bucket_type: BucketType, location_id: string): boolean {
  if (state.buckets.has(bucketKey(bucket_type, location_id))) return true;
  for (const bucket of state.buckets.values()) if (bucket.location_id === location_id) return true;
  return locationsOf(state) < LOCATIONS_PER_OFFER;
}
