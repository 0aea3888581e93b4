import type { Queryable } from '@stockproof/postgres';

const SQL =
  'SELECT reservation_id FROM reservation WHERE reservation_id = ANY ($1::text[]) ORDER BY reservation_id FOR UPDATE';

/** Locks these reservations, in one order for everybody; whoever decides on one waits for the other instead of failing. */
export async function lockReservations(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query({ name: 'lock-reservations', text: SQL, values: [ids] });
}
