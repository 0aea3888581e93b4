import type { Queryable } from '@stockproof/postgres';
import type { ReservationView } from '@stockproof/reservation-saga';
import { upsertLines, upsertReservation } from './sql/reservations.js';

/** Writes the read model of a reservation, in the transaction of its events. */
export async function writeReservationView(db: Queryable, view: ReservationView): Promise<void> {
  await upsertReservation(db, view);
  await upsertLines(db, view.reservation_id, view.lines);
}
