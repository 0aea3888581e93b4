import type {
  Problem,
  RequestReservationData,
  RequestReservationResponses,
} from '../generated/http/types.gen.js';
import type { Answer } from '../http/answer.js';

/** What an order asks for. */
export type ReservationRequest = NonNullable<RequestReservationData['body']>;
/** A reservation as the server tells it. */
export type Reservation = RequestReservationResponses[200];

/**
 * What became of a request about a reservation.
 * - `held`, `confirmed`, `cancelled`, `rejected`, `expired`: its status, and it stays unless something is asked again.
 * - `pending`: it is not decided within the wait; read it again.
 * - `refused`: the request was not carried out. `order_has_reservation` says in its detail which one the order has.
 * - `unknown`: no answer. Ask the same again, with the same id.
 */
export type ReservationResult =
  | { readonly kind: SettledStatus | 'pending'; readonly reservation: Reservation }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly detail: string };

const SETTLED = ['held', 'confirmed', 'cancelled', 'rejected', 'expired', 'failed'] as const;
type SettledStatus = (typeof SETTLED)[number];

/** Sorts an answer. A status that this version does not know is `pending`: it is to be read again. */
export function reservationResult(answer: Answer<Reservation>): ReservationResult {
  if (answer.kind === 'unknown') return answer;
  if (answer.kind === 'problem') return { kind: 'refused', problem: answer.problem };
  const reservation = answer.data;
  return { kind: SETTLED.find((status) => status === reservation.status) ?? 'pending', reservation };
}
