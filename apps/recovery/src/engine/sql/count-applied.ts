import type { Queryable } from '@stockproof/postgres';

const SQL = (named_by: string): string => `
  SELECT count(*)::int AS applied FROM repair_outcome WHERE recovery_id = $1 AND outcome = 'applied' AND ${named_by} IS NOT NULL`;

/** How many repairs of a recovery its owner applied, in all its attempts. `named_by`, a column, becomes part of the statement: code names it. */
export async function countApplied(db: Queryable, named_by: string, recovery_id: string): Promise<number> {
  return (await db.query<{ applied: number }>(SQL(named_by), [recovery_id])).rows[0]?.applied ?? 0;
}
