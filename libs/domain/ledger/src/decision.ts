import { LATER_MOVEMENTS, LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import { type InventoryUpdate, MAX_QUANTITY } from '@stockproof/events';
import type { LateMovements } from './late-movements.js';
import type { LaterRow } from './later-movements.js';
import type { Movement, Place } from './movement.js';
import { hasRoomFor, locationsOf, type OfferState, quantityIn } from './offer-state.js';

/**
 * Why a valid event is not applied. insufficient_stock: the source bucket has fewer units than should leave
 * it. quantity_overflow: a bucket or the stock on hand would exceed 2^53-1. quantity_mismatch: what is counted
 * does not have the `expected_quantity`. too_many_locations: the offer would have one location more than the
 * limit. unclear_name: a name that the offer does not have yet cannot be told from another by its reader.
 * count_too_late: more movements of a later time were decided before a count than it can keep on top, so what is
 * there now would be a guess.
 */
export type RejectionReason =
  | 'insufficient_stock'
  | 'quantity_overflow'
  | 'quantity_mismatch'
  | 'too_many_locations'
  | 'unclear_name'
  | 'count_too_late';

/** A rejection with the facts that the sender needs to correct the event. */
export interface Rejected {
  readonly outcome: 'rejected';
  readonly reason: RejectionReason;
  /** Facts that explain the rejection, such as available and requested units. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** The decision on an event: recorded with this status, or rejected. */
export type LedgerDecision = { readonly outcome: Movement['status']; readonly movement: Movement } | Rejected;

/** What a decision needs besides the offer's state and the event. */
export interface DecisionFacts {
  /** When the event is accepted, in ms. */
  readonly accepted_at_ms: number;
  /** The policy of the event's seller. */
  readonly late_movements: LateMovements;
  /** For a count: rows of the offer that happened after its time (see movedSince). Others do not ask for them. */
  readonly later: readonly LaterRow[];
}

/** An event on the state of its offer. */
export interface OpenDecision {
  readonly state: OfferState;
  readonly update: InventoryUpdate;
  readonly facts: DecisionFacts;
}

/** A rejection with this reason and these facts. */
export function rejected(reason: RejectionReason, facts: Rejected['facts']): Rejected {
  return { outcome: 'rejected', reason, facts };
}

/** Why this many units cannot be moved between these places; null if they can. A null place is outside. */
export function refusalOf(
  state: OfferState,
  from: Place | null,
  to: Place | null,
  quantity: number,
): Rejected | null {
  if (from !== null && quantityAt(state, from) < quantity) return insufficient(state, from, quantity);
  if (to === null) return null;
  return noRoom(state, to) ?? (overflows(state, from, to, quantity) ? overflow(state, to, quantity) : null);
}

/** Why nothing may be put at this place; null if it may. */
export function noRoom(state: OfferState, { bucket, location }: Place): Rejected | null {
  if (hasRoomFor(state, bucket, location)) return null;
  return rejected('too_many_locations', {
    location_id: location,
    locations: locationsOf(state),
    locations_at_most: LOCATIONS_PER_OFFER,
  });
}

/** Units at a place. */
export function quantityAt(state: OfferState, place: Place): number {
  return quantityIn(state, place.bucket, place.location);
}

/** A count is not applied if it cannot be told what moved since. */
export function countTooLate(place: Place): Rejected {
  return rejected('count_too_late', {
    bucket_type: place.bucket,
    location_id: place.location,
    later_movements_at_most: LATER_MOVEMENTS,
  });
}

/** Compared by subtraction, because a sum beyond 2^53-1 would be rounded. */
function overflows(state: OfferState, from: Place | null, to: Place, quantity: number): boolean {
  if (MAX_QUANTITY - quantityAt(state, to) < quantity) return true;
  return from === null && MAX_QUANTITY - state.stock_on_hand < quantity;
}

function insufficient(state: OfferState, from: Place, requested: number): Rejected {
  return rejected('insufficient_stock', {
    bucket_type: from.bucket,
    location_id: from.location,
    available: quantityAt(state, from),
    requested,
  });
}

function overflow(state: OfferState, to: Place, added: number): Rejected {
  return rejected('quantity_overflow', {
    bucket_type: to.bucket,
    location_id: to.location,
    present: quantityAt(state, to),
    stock_on_hand: state.stock_on_hand,
    added,
  });
}
