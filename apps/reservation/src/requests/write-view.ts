import type { Queryable } from '@stockproof/postgres';
import type { ReservationView } from '@stockproof/reservation-saga';
import { upsertLines, upsertReservation } from './sql/reservations.js';

/**
 * Writes what is read of a reservation, in the transaction of the events it was made of. `client` null: as
 * its events say.
 */
export async function writeReservationView(
  db: Queryable,
  view: ReservationView,
  client: string | null,
): Promise<void> {
  await upsertReservation(db, view, client);
  await upsertLines(db, view.reservation_id, view.lines);
}
