import type { InventoryUpdate } from '@stockproof/events';
import { decideCount } from './decide-count.js';
import {
  type OpenDecision,
  type DecisionFacts,
  type LedgerDecision,
  refusalOf,
  rejected,
} from './decision.js';
import { timeOf } from './event-order.js';
import { lateness } from './late-movements.js';
import { movementOf, type MovementFacts, type Place } from './movement.js';
import type { OfferState } from './offer-state.js';
import { withElsewhere } from './sellable-elsewhere.js';
import { unclearNewName } from './unclear-new-name.js';

/** Decides the effect of one update on its offer. Pure and total: it never throws. */
export function decide(state: OfferState, update: InventoryUpdate, facts: DecisionFacts): LedgerDecision {
  const unclear = unclearNewName(state, update);
  if (unclear !== null) return rejected('unclear_name', unclear);
  const { operation, bucket_type: bucket, location_id: location } = update;
  const asked: OpenDecision = { state, update, facts };
  const place: Place = { bucket, location };
  const sellable: Place = { bucket: 'sellable', location };
  const reserved: Place = { bucket: 'reserved', location };
  switch (operation) {
    case 'I':
      return move(asked, null, place);
    case 'D':
      return move(asked, place, null);
    case 'S':
      return decideCount(asked);
    case 'M':
      return move(asked, place, {
        bucket: update.to_bucket_type ?? bucket,
        location: update.to_location_id ?? location,
      });
    case 'R':
      return withElsewhere(move(asked, sellable, reserved), state, location);
    case 'U':
      return move(asked, reserved, sellable);
    case 'F':
      return move(asked, reserved, null);
  }
}

/** A movement that every count after its time covers is absorbed if the seller's policy says so. */
function move({ state, update, facts }: OpenDecision, from: Place | null, to: Place | null): LedgerDecision {
  const { operation, quantity } = update;
  const at_ms = timeOf({ ...facts, event_time_ms: update.event_time_ms });
  const late = lateness(state, operation, at_ms, [from, to]);
  const moved = { operation, requested_quantity: quantity, from, to };
  if (late === 'all' && facts.late_movements === 'absorb')
    return recorded({ ...moved, status: 'absorbed', quantity: 0 });
  return (
    refusalOf(state, from, to, quantity) ??
    recorded({ ...moved, status: late === 'none' ? 'accepted' : 'accepted_late', quantity })
  );
}

function recorded(facts: MovementFacts): LedgerDecision {
  const movement = movementOf(facts);
  return { outcome: movement.status, movement };
}
