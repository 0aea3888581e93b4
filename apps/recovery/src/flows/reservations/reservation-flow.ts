import type { SendContext } from '../../engine/send-repairs.js';
import { type Selector, selectorOf } from '../scope/scope-selector.js';
import {
  verifyReservations,
  type ReservationVerification,
  type ReservationVerificationContext,
} from './verify-reservations.js';
import { repairsOfReservations } from './repairs-of-reservations.js';
import { measureReservations } from './sql/reservations.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';

/**
 * The flow of the read model of reservations: rebuilt from their events, compared with the ledger, repaired
 * by the reservation service.
 */
export function reservationFlow(
  context: ReservationVerificationContext,
  owner: SendContext,
): RecordedFlow<ReservationVerification, Selector> {
  return {
    chain: 'reservations',
    speaks_of_availability: false,
    owner,
    select: (scope) => Promise.resolve(selectorOf(scope, context.partitions, [])),
    measure: ({ condition }) => measureReservations(context.reservations, condition),
    verify: (selector, _candidate, onStep, control) => verifyReservations(context, selector, onStep, control),
    repairsOf: (found, names) => Promise.resolve(repairsOfReservations(found, names)),
  };
}
