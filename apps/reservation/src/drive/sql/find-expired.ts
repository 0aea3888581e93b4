import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reservation_id FROM reservation
  WHERE status IN ('requested', 'held') AND expires_at <= $1 ORDER BY expires_at LIMIT $2`;

/** Reservations whose time is up and that nobody has confirmed. */
export async function findExpired(db: Queryable, now: string, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ reservation_id: string }>({ name: 'find-expired', text: SQL, values: [now, limit] });
  return rows.map(({ reservation_id }) => reservation_id);
}
