import { fold } from '@stockproof/decider';
import { appendEvents, loadEvents, type RecordedEvent } from '@stockproof/event-store';
import type { Queryable } from '@stockproof/postgres';
import {
  type DueCommand, dueCommands, isEnded, type ReservationCommand, reservationDecider, type ReservationEvent, type ReservationState,
} from '@stockproof/reservation-saga';
import { lockReservations } from './sql/lock-reservations.js';
import { upsertLines } from './sql/upsert-lines.js';
import { upsertReservation } from './sql/upsert-reservation.js';

/** A command was refused; `code` is stable. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';

  constructor(readonly code: string, detail: string) {
    super(detail);
  }
}

export interface Acted {
  readonly state: ReservationState;
  /** What is outstanding now and was not before: to be sent when the transaction stands. */
  readonly due: readonly DueCommand[];
}

/** How long an answer of the ledger may take before the command is sent again. */
export const STEP_TIMEOUT_MS = 3_000;

const streamOf = (reservation_id: string): string => `reservation-${reservation_id}`;

export interface Loaded {
  readonly state: ReservationState;
  readonly history: readonly RecordedEvent<ReservationEvent>[];
}

/** A reservation with its history; empty when nobody asked for it. */
export async function loadReservation(db: Queryable, reservation_id: string): Promise<Loaded> {
  const history = await loadEvents<ReservationEvent>(db, streamOf(reservation_id));
  return { history, state: fold(reservationDecider, history.map(({ event }) => event)) };
}

/**
 * Does what the command asks in the caller's transaction: events, and the tables that are read. Whoever acts on several
 * reservations locks them first, in order. Throws RefusedError.
 */
export async function act(
  db: Queryable, reservation_id: string, command: ReservationCommand, at: { readonly now_ms: number; readonly causation_id: string },
): Promise<Acted> {
  await lockReservations(db, [reservation_id]);
  const { state: before, history } = await loadReservation(db, reservation_id);
  const decision = reservationDecider.decide(before, command);
  if (!decision.ok) throw new RefusedError(decision.code, decision.detail);
  if (decision.events.length === 0) return { state: before, due: [] };
  const { events } = decision;
  const state = fold(reservationDecider, events, before);
  const { version } = await appendEvents(db, {
    stream: streamOf(reservation_id), expected: history.length, events, correlation_id: state.order_id, causation_id: at.causation_id,
  });
  await write(db, state, version, at.now_ms, command.type !== 'retry');
  const known = new Set(dueCommands(before).map(({ event_id }) => event_id));
  return { state, due: dueCommands(state).filter(({ event_id }) => !known.has(event_id)) };
}

async function write(db: Queryable, state: ReservationState, version: number, now_ms: number, moved: boolean): Promise<void> {
  const { reservation_id, order_id, status, requested_at_ms, expires_at_ms, lines } = state;
  const refused = lines.some((line) => line.refused !== null);
  const open = dueCommands(state).length > 0;
  await upsertReservation(db, {
    reservation_id, order_id, status, version, moved,
    requested_at: new Date(requested_at_ms).toISOString(),
    expires_at: new Date(expires_at_ms).toISOString(),
    next_step_at: open ? new Date(now_ms + STEP_TIMEOUT_MS).toISOString() : null,
    stuck: refused && !isEnded(state),
  });
  await upsertLines(db, reservation_id, lines);
}
