import type { Queryable } from '@stockproof/postgres';
import {
  type DueCommand,
  dueCommands,
  type ReservationCommand,
  type ReservationState,
  viewReservation,
} from '@stockproof/reservation-saga';
import { loadReservation, reservationStreams } from './load-reservation.js';
import { ReservationRefusedError } from './refused-error.js';
import { lockReservations } from './sql/reservations.js';
import { writeReservationView } from './write-view.js';

/** The state after a command, and the stock commands to send. */
export interface Acted {
  readonly state: ReservationState;
  /** False if the command had taken effect before. */
  readonly moved: boolean;
  /** Commands that became outstanding; send them after the commit. */
  readonly due: readonly DueCommand[];
}

/**
 * Applies a command in the caller's transaction: events and read model. To act on several reservations, lock
 * them first, in order. `admit` is called before anything is written, if something would be. Rejects with
 * ReservationRefusedError.
 */
export async function act(
  db: Queryable,
  reservation_id: string,
  command: ReservationCommand,
  causation_id: string,
  admit?: (db: Queryable) => Promise<void>,
): Promise<Acted> {
  await lockReservations(db, [reservation_id]);
  const loaded = await loadReservation(db, reservation_id);
  const { state: before } = loaded;
  const decision = reservationStreams.decide(loaded, command);
  if (!decision.ok) throw new ReservationRefusedError(decision.code, decision.detail);
  if (decision.events.length === 0) return { state: before, moved: false, due: [] };
  await admit?.(db);
  const { events } = decision;
  const state = reservationStreams.after(loaded, events);
  const { version, recorded_at } = await reservationStreams.append(db, reservation_id, loaded, events, {
    correlation_id: state.order_id,
    causation_id,
  });
  await writeReservationView(db, viewReservation(state, version, recorded_at.getTime()));
  const known = new Set(dueCommands(before).map(({ event_id }) => event_id));
  return { state, moved: true, due: dueCommands(state).filter(({ event_id }) => !known.has(event_id)) };
}
