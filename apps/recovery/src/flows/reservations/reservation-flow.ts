import type { SendContext } from '../../engine/send-repairs.js';
import { type Selector, selectorOf } from '../scope/scope-selector.js';
import {
  lookAtReservations,
  type ReservationLook,
  type ReservationLookContext,
} from './look-at-reservations.js';
import { repairsOfReservations } from './repairs-of-reservations.js';
import { measureReservations } from './sql/measure-reservations.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';

/** The read model of reservations: rebuilt from their events, witnessed by the ledger, repaired through the reservation service. */
export function reservationFlow(
  context: ReservationLookContext,
  owner: SendContext,
): RecordedFlow<ReservationLook, Selector> {
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
