import {
  countTooLate,
  type OpenDecision,
  type LedgerDecision,
  noRoom,
  quantityAt,
  refusalOf,
  rejected,
} from './decision.js';
import { lastCount, timeOf } from './event-order.js';
import { movedSince } from './later-movements.js';
import { movementOf, type Place } from './movement.js';
import { onHandAt, quantityIn } from './offer-state.js';

/**
 * An absolute count, of one bucket or of everything on hand at a location. Its quantity is compared with what was
 * there at its time: movements of a later time that were decided before it stay on top of it (accepted_late). The
 * difference of a count of everything on hand is one of the sellable bucket, because what is held or set apart is
 * known. If more is missing than is there, nothing stays (accepted_short). A count that is older than the last one
 * is superseded, and no other rule is checked. Of two counts of the same moment the one that is decided later holds.
 */
export function decideCount(asked: OpenDecision): LedgerDecision {
  const { state, update, facts } = asked;
  const place = countedPlace(asked);
  const on_hand = update.counted === 'on_hand';
  const at_ms = timeOf({ ...facts, event_time_ms: update.event_time_ms });
  const last = lastCount(state, place.bucket, place.location);
  if (last !== null && at_ms < last) return counting(asked, 'superseded', 0, null);
  const since = movedSince(facts.later, { place, on_hand }, at_ms);
  const present = on_hand ? onHandAt(state, place.location) : quantityAt(state, place);
  const found = Number(BigInt(present) - since.net);
  const difference = update.quantity - found;
  // A sum beyond 2^53-1 would be rounded.
  if (!since.known || !Number.isSafeInteger(found) || !Number.isSafeInteger(difference))
    return countTooLate(place);
  const { expected_quantity: expected } = update;
  if (expected !== null && expected !== found) return rejected('quantity_mismatch', { expected, found });
  const full = noRoom(state, place);
  if (full !== null) return full;
  const refused = difference > 0 ? refusalOf(state, null, place, difference) : null;
  if (refused !== null) return refused;
  const change = Math.max(difference, -quantityIn(state, place.bucket, place.location));
  return counting(asked, statusOf(change > difference, since.moved), change, at_ms);
}

type CountStatus = 'accepted' | 'accepted_late' | 'accepted_short' | 'superseded';

function statusOf(short: boolean, late: boolean): CountStatus {
  if (short) return 'accepted_short';
  return late ? 'accepted_late' : 'accepted';
}

function countedPlace({ update }: OpenDecision): Place {
  const on_hand = update.counted === 'on_hand';
  return { bucket: on_hand ? 'sellable' : update.bucket_type, location: update.location_id };
}

function counting(
  asked: OpenDecision,
  status: CountStatus,
  change: number,
  counted_at_ms: number | null,
): LedgerDecision {
  const place = countedPlace(asked);
  const movement = movementOf({
    status,
    operation: asked.update.counted === 'on_hand' ? 'C' : 'S',
    quantity: Math.abs(change),
    requested_quantity: asked.update.quantity,
    from: change < 0 ? place : null,
    to: change < 0 ? null : place,
    counted_at_ms,
  });
  return { outcome: status, movement };
}
