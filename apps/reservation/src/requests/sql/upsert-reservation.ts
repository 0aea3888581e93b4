import type { Queryable } from '@stockproof/postgres';
import type { ReservationView } from '@stockproof/reservation-saga';

const SQL = `
  INSERT INTO reservation (
    reservation_id, order_id, status, version, requested_at, expires_at, attempts, next_step_at, stuck, units, client)
  VALUES ($1::text, $2, $3, $4, $5, $6, $7, $8, $9, $10,
    coalesce($11::text, (SELECT data ->> 'client' FROM event WHERE stream = 'reservation-' || $1::text AND version = 1)))
  ON CONFLICT (reservation_id) DO UPDATE SET
    status = excluded.status, version = excluded.version, attempts = excluded.attempts,
    next_step_at = excluded.next_step_at, stuck = excluded.stuck`;

/** Without a client, as in a repair, it is the one of the first event. Whose a reservation is never changes. */
export async function upsertReservation(
  db: Queryable,
  row: ReservationView,
  client: string | null,
): Promise<void> {
  const {
    reservation_id,
    order_id,
    status,
    version,
    requested_at_ms,
    expires_at_ms,
    attempts,
    next_step_at_ms,
    stuck,
    lines,
  } = row;
  const units = Math.min(
    Number.MAX_SAFE_INTEGER,
    lines.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  const values = [
    reservation_id,
    order_id,
    status,
    version,
    new Date(requested_at_ms),
    new Date(expires_at_ms),
    attempts,
    next_step_at_ms === null ? null : new Date(next_step_at_ms),
    stuck,
    units,
    client,
  ];
  await db.query({ name: 'upsert-reservation', text: SQL, values });
}
