import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at, attempts, next_step_at, stuck)
  VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)
  ON CONFLICT (reservation_id) DO UPDATE SET
    status = excluded.status, version = excluded.version,
    stuck = CASE WHEN $9 THEN excluded.stuck ELSE reservation.stuck END,
    next_step_at = CASE WHEN $9 THEN excluded.next_step_at ELSE reservation.next_step_at END,
    attempts = CASE WHEN $9 THEN 0 ELSE reservation.attempts END`;

export interface ReservationRow {
  readonly reservation_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly version: number;
  readonly requested_at: string;
  readonly expires_at: string;
  /** When the next step is to be sent; null when nothing is outstanding. */
  readonly next_step_at: string | null;
  readonly stuck: boolean;
  /** Whether something was answered or asked: then the attempts begin anew. A retry keeps what its claim has set. */
  readonly moved: boolean;
}

export async function upsertReservation(db: Queryable, row: ReservationRow): Promise<void> {
  const { reservation_id, order_id, status, version, requested_at, expires_at, next_step_at, stuck, moved } = row;
  const values = [reservation_id, order_id, status, version, requested_at, expires_at, next_step_at, stuck, moved];
  await db.query({ name: 'upsert-reservation', text: SQL, values });
}
