import { Aggregates, BrokenStreamError, type LoadedAggregate } from '@stockproof/event-store';
import type { Queryable } from '@stockproof/postgres';
import {
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
} from '@stockproof/reservation-saga';
import { ReservationRefusedError } from './refused-error.js';

/** The name of a reservation's stream. */
export const reservationStream = (reservation_id: string): string => `reservation-${reservation_id}`;

/** Every reservation is a stream of events. */
export const reservationStreams = new Aggregates<ReservationState, ReservationCommand, ReservationEvent>({
  decider: reservationDecider,
  streamOf: reservationStream,
});

export type LoadedReservation = LoadedAggregate<ReservationState, ReservationEvent>;

/**
 * A reservation with its history; empty when nobody asked for it. Throws ReservationRefusedError
 * `broken_history` where an event is missing or cannot be applied: nothing is decided on what is not known.
 */
export async function loadReservation(db: Queryable, reservation_id: string): Promise<LoadedReservation> {
  const loaded = await reservationStreams.load(db, reservation_id).catch((error: unknown) => {
    if (error instanceof BrokenStreamError) throw broken(error.fault);
    throw error;
  });
  if (typeof (loaded.state.nonce as unknown) !== 'string') throw broken('its first event has no secret');
  return loaded;
}

function broken(why: string): ReservationRefusedError {
  return new ReservationRefusedError(
    'broken_history',
    `the history of the reservation is broken: ${why}; recover it (docs/runbooks/9-reservations-read-wrong.md)`,
  );
}
