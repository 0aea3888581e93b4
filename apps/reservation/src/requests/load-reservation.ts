import { Aggregates, BrokenStreamError, type LoadedAggregate } from '@stockproof/event-store';
import type { Queryable } from '@stockproof/postgres';
import {
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
} from '@stockproof/reservation-saga';
import { ReservationRefusedError } from './refused-error.js';

/** Returns the name of a reservation's stream. */
export const reservationStream = (reservation_id: string): string => `reservation-${reservation_id}`;

/** Reservations as event-sourced aggregates. */
export const reservationStreams = new Aggregates<ReservationState, ReservationCommand, ReservationEvent>({
  decider: reservationDecider,
  streamOf: reservationStream,
});

/** A reservation with its events. Version 0: it was never requested. */
export type LoadedReservation = LoadedAggregate<ReservationState, ReservationEvent>;

/**
 * Loads a reservation with its history; empty if it was never requested. Rejects with ReservationRefusedError
 * `broken_history` if an event is missing or cannot be applied, because no decision may rest on an unknown
 * state.
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
