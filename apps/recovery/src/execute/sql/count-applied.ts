import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT count(*)::int AS applied FROM repair_outcome WHERE recovery_id = $1 AND outcome = 'applied' AND sku IS NOT NULL`;

/** How many repairs of a recovery its owner applied, in all its attempts. */
export async function countApplied(db: Queryable, recovery_id: string): Promise<number> {
  return (await db.query<{ applied: number }>(SQL, [recovery_id])).rows[0]?.applied ?? 0;
}
