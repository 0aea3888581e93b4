import type { ReservationRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';
import { type ReservationView, unitsOf } from '@stockproof/reservation-saga';
import { reservationStream } from '../requests/load-reservation.js';
import { lockReservations } from '../requests/sql/reservations.js';
import { writeReservationView } from '../requests/write-view.js';
import {
  countAskedLines,
  holdRow,
  readVersion,
  removeView,
  writeReservationRepairOutcome,
} from './sql/repaired-reservations.js';

/**
 * Sets the read model of one reservation, if its history still ends at the version that the repair was
 * computed from. It compares with the history and not with the rows, because the rows may be wrong. `stale`:
 * the history has moved on. `again`: the repair was decided before.
 */
export async function applyRepair(
  db: Queryable,
  repair: ReservationRepairV1,
): Promise<'applied' | 'stale' | 'again'> {
  const { reservation_id, version, state } = repair;
  const held = state !== null && (await holdRow(db, reservation_id, version, state));
  await lockReservations(db, [reservation_id]);
  const found = (await readVersion(db, reservationStream(reservation_id))) === version ? 'applied' : 'stale';
  const outcome = (await writeReservationRepairOutcome(db, repair, found)) ? found : 'again';
  // The row that was inserted as a lock must not be read.
  if (outcome === 'applied' || held) await removeView(db, reservation_id);
  if (outcome === 'applied' && state !== null) {
    const asked = await countAskedLines(db, reservationStream(reservation_id));
    await writeReservationView(db, viewOf(repair, state, asked));
  }
  return outcome;
}

/** The client is not in a repair: the row takes it from the first event. `asked`: lines of the request. */
function viewOf(
  { reservation_id, version }: ReservationRepairV1,
  state: NonNullable<ReservationRepairV1['state']>,
  asked: number,
): ReservationView {
  const { requested_at, expires_at, next_step_at, ...facts } = state;
  return {
    ...facts,
    reservation_id,
    version,
    client: null,
    units: unitsOf(state.lines.filter(({ line }) => line <= asked)),
    requested_at_ms: Date.parse(requested_at),
    expires_at_ms: Date.parse(expires_at),
    next_step_at_ms: next_step_at === null ? null : Date.parse(next_step_at),
  };
}
