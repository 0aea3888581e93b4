import type { Queryable } from '@stockproof/postgres';
import type { ReservationView } from '@stockproof/reservation-saga';

const SQL = `
  INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at, attempts, next_step_at, stuck)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (reservation_id) DO UPDATE SET
    status = excluded.status, version = excluded.version, attempts = excluded.attempts,
    next_step_at = excluded.next_step_at, stuck = excluded.stuck`;

export async function upsertReservation(db: Queryable, row: ReservationView): Promise<void> {
  const { reservation_id, order_id, status, version, requested_at_ms, expires_at_ms, attempts, next_step_at_ms, stuck } = row;
  const values = [
    reservation_id, order_id, status, version, new Date(requested_at_ms), new Date(expires_at_ms), attempts,
    next_step_at_ms === null ? null : new Date(next_step_at_ms), stuck,
  ];
  await db.query({ name: 'upsert-reservation', text: SQL, values });
}
