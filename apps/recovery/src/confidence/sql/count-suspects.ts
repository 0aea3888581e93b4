import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT count(*)::int AS offers FROM offer_availability WHERE status = 'suspect'`;

/** Offers of the view with a gap in their history. */
export async function countSuspects(view: Queryable): Promise<number> {
  return (await view.query<{ offers: number }>({ name: 'count-suspects', text: SQL })).rows[0]?.offers ?? 0;
}
