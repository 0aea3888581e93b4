import { fold, type RecordedEvent } from '@stockproof/event-sourcing';
import { loadEvents } from '@stockproof/event-store';
import type { Queryable } from '@stockproof/postgres';
import {
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
} from '@stockproof/reservation-saga';
import { RefusedError } from './refused-error.js';

/** The name of a reservation's stream. */
export const streamOf = (reservation_id: string): string => `reservation-${reservation_id}`;

export interface Loaded {
  readonly state: ReservationState;
  readonly history: readonly RecordedEvent<ReservationEvent>[];
}

/**
 * A reservation with its history; empty when nobody asked for it. Throws RefusedError `broken_history` where an event is
 * missing or can not be applied: nothing is decided on what is not known.
 */
export async function loadReservation(db: Queryable, reservation_id: string): Promise<Loaded> {
  const history = await loadEvents<ReservationEvent>(db, streamOf(reservation_id));
  const missing = history.findIndex(({ version }, index) => version !== index + 1);
  if (missing >= 0) throw broken(`version ${missing + 1} is missing`);
  try {
    const state = fold(
      reservationDecider,
      history.map(({ event }) => event),
    );
    if (typeof (state.nonce as unknown) !== 'string') throw new Error('its first event has no secret');
    return { history, state };
  } catch (error) {
    throw broken((error as Error).message);
  }
}

function broken(why: string): RefusedError {
  return new RefusedError(
    'broken_history',
    `the history of the reservation is broken: ${why}; recover it (docs/runbooks/9-reservations-read-wrong.md)`,
  );
}
