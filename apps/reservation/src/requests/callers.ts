import { type Principal, principalOf } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import type { ReservationState } from '@stockproof/reservation-saga';
import { HoldTooLongError, QuotaError } from './quota.js';
import { ReservationRefusedError } from './refused-error.js';

/** The 404 for a reservation that does not exist, or not for this caller. */
export function unknownReservation(id: string): Problem {
  return new Problem(404, 'unknown_reservation', `there is no reservation ${id}`);
}

/** A reservation from before clients were recorded belongs to every client until it ends. */
export function isOf(state: ReservationState, client: string | null): boolean {
  return client === null || state.client === null || state.client === client;
}

/** Whether the caller is a viewer, who may read all reservations. */
export function readsAll(request: object): boolean {
  const principal = principalOf(request);
  return principal.kind === 'operator' && principal.roles.includes('viewer');
}

/** The name of the caller, as reservations keep it. */
export const clientOf = (request: object): string => displayName(principalOf(request));

function displayName(principal: Principal): string {
  return principal.kind === 'operator' ? principal.name : principal.kind;
}

/** Rejects with the Problem of a refusal. */
export async function orProblem<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HoldTooLongError) throw new Problem(400, error.code, error.message);
    if (error instanceof QuotaError) throw new Problem(429, error.code, error.message);
    if (error instanceof ReservationRefusedError) throw new Problem(409, error.code, error.message);
    throw error;
  }
}
