import type { SendContext } from '../../engine/send-repairs.js';
import { selectorOf } from '../scope/scope-selector.js';
import {
  lookAtReservations,
  type ReservationLook,
  type ReservationLookContext,
} from './look-at-reservations.js';
import { repairsOfReservations } from './repairs-of-reservations.js';
import { measureReservations } from './sql/measure-reservations.js';
import type { RecoverableFlow } from '../../engine/recoverable-flow.js';

/** The read model of reservations: rebuilt from their events, witnessed by the ledger, repaired through the reservation service. */
export function reservationFlow(
  context: ReservationLookContext,
  owner: SendContext,
): RecoverableFlow<ReservationLook> {
  return {
    chain: 'reservations',
    speaks_of_availability: false,
    owner,
    select: (scope) => Promise.resolve(selectorOf(scope, context.partitions, [])),
    measure: ({ condition }) => measureReservations(context.reservations, condition),
    look: (selector, _candidate, onStep, control) => lookAtReservations(context, selector, onStep, control),
    repairsOf: (found, names) => Promise.resolve(repairsOfReservations(found, names)),
  };
}
