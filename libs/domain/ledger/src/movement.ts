import type { BucketType, LedgerOperation, LedgerStatus } from '@stockproof/events';

/**
 * The whole effect of an accepted event: `quantity` units move from one bucket to another. null means outside
 * the warehouse, so every movement has two sides and the sums are exact.
 */
export interface Movement {
  readonly status: LedgerStatus;
  readonly operation: LedgerOperation;
  /** Units moved: 1..2^53-1, or 0 for a count that changes nothing and for what is without effect. */
  readonly quantity: number;
  /** The event's own quantity; for S and C the absolute count. */
  readonly requested_quantity: number;
  /** Change of the stock on hand: positive from outside, negative to outside, 0 between buckets. */
  readonly delta_quantity: number;
  readonly from_bucket: BucketType | null;
  readonly from_location: string | null;
  readonly to_bucket: BucketType | null;
  readonly to_location: string | null;
  /** The time of an applied count (see timeOf), in ms; null for all others. */
  readonly counted_at_ms: number | null;
}

/** A kind of stock at a location. */
export interface Place {
  readonly bucket: BucketType;
  readonly location: string;
}

/** A quantity that moves between two buckets; null is outside of the warehouse. */
export interface MovementFacts {
  readonly status?: Movement['status'];
  readonly operation: LedgerOperation;
  readonly quantity: number;
  readonly requested_quantity: number;
  readonly from: Place | null;
  readonly to: Place | null;
  readonly counted_at_ms?: number | null;
}

/** Builds a movement; a place that is null is outside the warehouse. */
export function movementOf(facts: MovementFacts): Movement {
  const { from, to, quantity } = facts;
  return {
    status: facts.status ?? 'accepted',
    operation: facts.operation,
    quantity,
    requested_quantity: facts.requested_quantity,
    delta_quantity: (from === null ? quantity : 0) - (to === null ? quantity : 0),
    from_bucket: from?.bucket ?? null,
    from_location: from?.location ?? null,
    to_bucket: to?.bucket ?? null,
    to_location: to?.location ?? null,
    counted_at_ms: facts.counted_at_ms ?? null,
  };
}
