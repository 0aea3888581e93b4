import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT count(*) AS failed FROM reservation WHERE status = 'failed'`;

/** Reservations that ended because a command of them could not be done. */
export async function countFailed(db: Queryable): Promise<number> {
  return (await db.query<{ failed: number }>({ name: 'count-failed', text: SQL })).rows[0]?.failed ?? 0;
}
