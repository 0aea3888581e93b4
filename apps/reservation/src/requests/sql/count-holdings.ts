import type { Queryable } from '@stockproof/postgres';
import type { Holdings } from '../quota.js';

const SQL = `
  SELECT count(*)::int AS open, coalesce(sum(units), 0)::bigint AS units FROM reservation
  WHERE client = $1 AND status IN ('requested', 'held', 'confirming', 'releasing')`;

/** What a client holds: reservations that have not ended, and their units. */
export async function countHoldings(db: Queryable, client: string): Promise<Holdings> {
  const { rows } = await db.query<Holdings>({ name: 'count-holdings', text: SQL, values: [client] });
  return rows[0] ?? { open: 0, units: 0 };
}
