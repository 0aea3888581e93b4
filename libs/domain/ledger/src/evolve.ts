import { type BucketType, MAX_QUANTITY } from '@stockproof/events';
import type { Movement } from './movement.js';
import { bucketKey, type BucketState, type OfferState } from './offer-state.js';

/**
 * Thrown if history and state contradict each other: a fault of storage or code, never an outcome for a
 * seller.
 */
export class LedgerInvariantError extends Error {
  override readonly name = 'LedgerInvariantError';
}

/** A movement that is in the ledger, with its version and the digest of its row (hex). */
export interface RecordedMovement {
  readonly version: number;
  readonly movement: Movement;
  readonly chain_digest: string;
}

/**
 * Returns the state after a recorded movement. Throws LedgerInvariantError if the version is not the next one
 * or a quantity would leave 0..2^53-1.
 */
export function evolve(state: OfferState, recorded: RecordedMovement): OfferState {
  const { version, movement, chain_digest } = recorded;
  if (version !== state.version + 1) {
    throw new LedgerInvariantError(`version ${version} does not follow ${state.version}`);
  }
  const stock_on_hand = within(state.stock_on_hand + movement.delta_quantity, 'stock on hand');
  return { version, stock_on_hand, chain_digest, buckets: movedBuckets(state.buckets, movement) };
}

function movedBuckets(
  buckets: ReadonlyMap<string, BucketState>,
  movement: Movement,
): ReadonlyMap<string, BucketState> {
  const { quantity, from_bucket, from_location, to_bucket, to_location, counted_at_ms } = movement;
  const moved = new Map(buckets);
  if (from_bucket !== null && from_location !== null)
    add(moved, from_bucket, from_location, -quantity, counted_at_ms);
  if (to_bucket !== null && to_location !== null) add(moved, to_bucket, to_location, quantity, counted_at_ms);
  return moved;
}

function add(
  buckets: Map<string, BucketState>,
  bucket_type: BucketType,
  location_id: string,
  change: number,
  counted_at_ms: number | null,
): void {
  const key = bucketKey(bucket_type, location_id);
  const old = buckets.get(key);
  buckets.set(key, {
    bucket_type,
    location_id,
    quantity: within((old?.quantity ?? 0) + change, bucket_type),
    counted_at_ms: counted_at_ms ?? old?.counted_at_ms ?? null,
  });
}

function within(quantity: number, what: string): number {
  if (quantity >= 0 && quantity <= MAX_QUANTITY) return quantity;
  throw new LedgerInvariantError(`${what} would become ${quantity}`);
}
