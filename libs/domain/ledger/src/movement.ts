import type { BucketType, Operation } from '@stockproof/events';

/**
 * The whole effect of an accepted event: `quantity` units from one bucket to another. null is the outside
 * world, so every movement has two sides and sums are exact by construction.
 */
export interface Movement {
  /** superseded: a count older than the last one of its bucket; it moves nothing but takes a version. */
  readonly status: 'accepted' | 'superseded';
  readonly operation: Operation;
  /** Units moved: 1..2^53-1, and 0 for a count that changes nothing. */
  readonly quantity: number;
  /** The event's own quantity; for S the count asked for. */
  readonly requested_quantity: number;
  /** Change of stock on hand: positive from outside, negative to outside, 0 between buckets. */
  readonly delta_quantity: number;
  readonly from_bucket: BucketType | null;
  readonly from_location: string | null;
  readonly to_bucket: BucketType | null;
  readonly to_location: string | null;
  /** For an applied S its event_time, else null. */
  readonly counted_at_ms: number | null;
}

/** A bucket at a location. */
export interface Place {
  readonly bucket: BucketType;
  readonly location: string;
}

export interface MovementFacts {
  readonly status?: Movement['status'];
  readonly operation: Operation;
  readonly quantity: number;
  readonly requested_quantity: number;
  readonly from: Place | null;
  readonly to: Place | null;
  readonly counted_at_ms?: number | null;
}

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
