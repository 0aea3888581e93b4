import { type Queryable, writeTransaction } from '@stockproof/postgres';
import { type DueCommand, dueCommands, viewReservation } from '@stockproof/reservation-saga';
import type { Pool } from 'pg';
import { act } from '../requests/act.js';
import { loadReservation } from '../requests/load-reservation.js';
import { writeReservationView } from '../requests/write-view.js';
import { NotDrivenError } from './not-driven-error.js';
import { claimDue } from './sql/due-reservations.js';

/** A reservation whose step is overdue, and its commands. */
export interface Overdue {
  readonly reservation_id: string;
  readonly due: readonly DueCommand[];
  /** How often they were sent again, including this time. */
  readonly attempts: number;
}

/**
 * Records that the longest overdue step is sent again, and returns the commands to send; null if nothing is
 * overdue. Rejects with NotDrivenError.
 */
export function claimOverdue(
  pool: Pool,
  now_ms: number,
  skipped: readonly string[],
): Promise<Overdue | null> {
  return writeTransaction('saga.resend', pool, async (db) => {
    const reservation_id = await claimDue(db, now_ms, skipped);
    if (reservation_id === null) return null;
    try {
      const { state } = await act(db, reservation_id, { type: 'retry' }, 'timeout');
      const due = dueCommands(state);
      // Nothing is outstanding, so its row should have no due time: rewrite it from the history.
      if (due.length === 0) await writeFromHistory(db, reservation_id);
      return { reservation_id, due, attempts: state.attempts };
    } catch (error) {
      throw new NotDrivenError(reservation_id, { cause: error });
    }
  });
}

async function writeFromHistory(db: Queryable, reservation_id: string): Promise<void> {
  const { state, history } = await loadReservation(db, reservation_id);
  const newest = history.at(-1);
  if (newest === undefined) throw new Error('it has no history');
  await writeReservationView(db, viewReservation(state, newest.version, newest.recorded_at.getTime()));
}
