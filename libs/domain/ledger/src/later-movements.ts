import { LATER_MOVEMENTS } from '@stockproof/bounds';
import type { LedgerRow } from '@stockproof/events';
import { sourceKind } from './classify-delivery.js';
import { timeOf } from './event-order.js';
import type { Place } from './movement.js';

/** A row of the ledger as far as a count that comes after it needs it. */
export type LaterRow = Pick<
  LedgerRow,
  | 'operation'
  | 'quantity'
  | 'from_bucket'
  | 'from_location'
  | 'to_bucket'
  | 'to_location'
  | 'event_time_ms'
  | 'accepted_at_ms'
>;

/** What was counted: one bucket, or everything on hand at the place's location. */
export interface Counted {
  readonly place: Place;
  readonly on_hand: boolean;
}

/**
 * The units that moved into (positive) or out of what was counted after a time, and whether any row moved it.
 * `known` is false if the offer has more movements of a later time than LATER_MOVEMENTS.
 */
export interface MovedSince {
  readonly known: boolean;
  readonly moved: boolean;
  readonly net: bigint;
}

/**
 * What rows that are decided already moved after this time. `later`: rows of the offer, in any order; all that
 * happened after the time, or the newest LATER_MOVEMENTS + 1 of them, and any others.
 */
export function movedSince(later: readonly LaterRow[], counted: Counted, at_ms: number): MovedSince {
  const since = later.filter((row) => isMovement(row) && happenedAt(row) > at_ms);
  const moves = since.map((row) => changeOf(row, counted)).filter((change) => change !== 0n);
  return {
    known: since.length <= LATER_MOVEMENTS,
    moved: moves.length > 0,
    net: moves.reduce((sum, one) => sum + one, 0n),
  };
}

/** A count is none: it says what was there. */
function isMovement({ operation, quantity }: LaterRow): boolean {
  return operation !== 'S' && operation !== 'C' && quantity > 0;
}

/** A command of a reservation happens when it is accepted, whatever it is stamped with. */
function happenedAt(row: LaterRow): number {
  return sourceKind(row.operation) === 'order' ? row.accepted_at_ms : timeOf(row);
}

function changeOf(row: LaterRow, { place, on_hand }: Counted): bigint {
  const { from_bucket, from_location, to_bucket, to_location } = row;
  const is_counted = (bucket: string | null, location: string | null): boolean =>
    location === place.location && (on_hand || bucket === place.bucket);
  const gained = is_counted(to_bucket, to_location) ? BigInt(row.quantity) : 0n;
  return is_counted(from_bucket, from_location) ? gained - BigInt(row.quantity) : gained;
}
