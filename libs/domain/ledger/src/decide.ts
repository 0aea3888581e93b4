import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import { type InventoryUpdate, MAX_QUANTITY } from '@stockproof/events';
import { type Movement, movementOf, type Place } from './movement.js';
import { unclearNewName } from './unclear-new-name.js';
import { bucketKey, hasRoomFor, locationsOf, type OfferState, quantityIn } from './offer-state.js';

/**
 * Why a valid event is not applied. insufficient_stock: the source bucket has fewer units than should leave
 * it. quantity_overflow: a bucket or the stock on hand would exceed 2^53-1. quantity_mismatch: the bucket
 * does not have the `expected_quantity`. too_many_locations: the offer would have one location more than the
 * limit. unclear_name: a name that the offer does not have yet cannot be told from another by its reader.
 */
export type RejectionReason =
  'insufficient_stock' | 'quantity_overflow' | 'quantity_mismatch' | 'too_many_locations' | 'unclear_name';

/** A rejection with the facts that the sender needs to correct the event. */
export interface Rejected {
  readonly outcome: 'rejected';
  readonly reason: RejectionReason;
  /** Facts that explain the rejection, such as available and requested units. */
  readonly facts: Readonly<Record<string, number | string>>;
}

/** The decision on an event: accepted, superseded or rejected. */
export type LedgerDecision =
  { readonly outcome: 'accepted' | 'superseded'; readonly movement: Movement } | Rejected;

/** Decides the effect of one update on its offer. Pure and total: it never throws. */
export function decide(state: OfferState, update: InventoryUpdate): LedgerDecision {
  const place: Place = { bucket: update.bucket_type, location: update.location_id };
  const { operation, quantity, location_id: location } = update;
  const unclear = unclearNewName(state, update);
  if (unclear !== null) return rejected('unclear_name', unclear);
  switch (operation) {
    case 'I':
      return move(state, update, null, place);
    case 'D':
      return move(state, update, place, null);
    case 'S':
      return count(state, update, place);
    case 'M':
      return move(state, update, place, {
        bucket: update.to_bucket_type ?? place.bucket,
        location: update.to_location_id ?? place.location,
      });
    case 'R':
      return move(state, update, { bucket: 'sellable', location }, { bucket: 'reserved', location });
    case 'U':
      return move(state, update, { bucket: 'reserved', location }, { bucket: 'sellable', location });
    case 'F':
      return moveQuantity(state, update, quantity, { bucket: 'reserved', location }, null);
  }
}

function move(
  state: OfferState,
  update: InventoryUpdate,
  from: Place | null,
  to: Place | null,
): LedgerDecision {
  return moveQuantity(state, update, update.quantity, from, to);
}

function moveQuantity(
  state: OfferState,
  update: InventoryUpdate,
  quantity: number,
  from: Place | null,
  to: Place | null,
): LedgerDecision {
  if (from !== null && quantityAt(state, from) < quantity) return insufficient(state, from, quantity);
  if (to !== null && !hasRoomFor(state, to.bucket, to.location)) return tooManyLocations(state, to);
  if (to !== null && overflows(state, from, to, quantity)) return overflow(state, to, quantity);
  return {
    outcome: 'accepted',
    movement: movementOf({
      operation: update.operation,
      quantity,
      requested_quantity: update.quantity,
      from,
      to,
    }),
  };
}

/**
 * An absolute count. The difference to the present quantity is computed here. A count that is older than the
 * last count of its bucket is superseded, and no other rule is checked.
 */
function count(state: OfferState, update: InventoryUpdate, place: Place): LedgerDecision {
  const { quantity: counted, event_time_ms, expected_quantity: expected } = update;
  const found = quantityAt(state, place);
  const last = state.buckets.get(bucketKey(place.bucket, place.location))?.counted_at_ms ?? null;
  if (last !== null && event_time_ms < last)
    return { outcome: 'superseded', movement: counting(update, place, 0, true) };
  if (expected !== null && expected !== found) return rejected('quantity_mismatch', { expected, found });
  if (!hasRoomFor(state, place.bucket, place.location)) return tooManyLocations(state, place);
  const difference = counted - found;
  if (difference > 0 && overflows(state, null, place, difference)) return overflow(state, place, difference);
  return { outcome: 'accepted', movement: counting(update, place, difference, false) };
}

function counting(update: InventoryUpdate, place: Place, difference: number, superseded: boolean): Movement {
  return movementOf({
    status: superseded ? 'superseded' : 'accepted',
    operation: 'S',
    quantity: Math.abs(difference),
    requested_quantity: update.quantity,
    from: difference < 0 ? place : null,
    to: difference < 0 ? null : place,
    counted_at_ms: superseded ? null : update.event_time_ms,
  });
}

/** Compared by subtraction, because a sum beyond 2^53-1 would be rounded. */
function overflows(state: OfferState, from: Place | null, to: Place, quantity: number): boolean {
  if (MAX_QUANTITY - quantityAt(state, to) < quantity) return true;
  return from === null && MAX_QUANTITY - state.stock_on_hand < quantity;
}

function quantityAt(state: OfferState, place: Place): number {
  return quantityIn(state, place.bucket, place.location);
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

function tooManyLocations(state: OfferState, { location }: Place): Rejected {
  return rejected('too_many_locations', {
    location_id: location,
    locations: locationsOf(state),
    locations_at_most: LOCATIONS_PER_OFFER,
  });
}

function rejected(reason: RejectionReason, facts: Rejected['facts']): Rejected {
  return { outcome: 'rejected', reason, facts };
}
