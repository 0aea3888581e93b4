import type { Queryable } from '@stockproof/postgres';

const READ_SQL = `
  SELECT repair_id, outcome FROM repair_outcome AS decided
  WHERE repair_id = ANY ($1::text[]) AND coalesce((to_jsonb(decided) ->> 'published')::boolean, true)`;

/** The owner's result of a repair. */
export interface RepairOutcome {
  readonly repair_id: string;
  /** applied; or stale: the state had changed. */
  readonly outcome: 'applied' | 'stale';
}

/** Reads the results of these repairs; those that are not decided or not published yet are missing. */
export async function readOutcomes(db: Queryable, repair_ids: readonly string[]): Promise<RepairOutcome[]> {
  return (await db.query<RepairOutcome>(READ_SQL, [repair_ids])).rows;
}

const COUNT_APPLIED_SQL = (named_by: string): string => `
  SELECT count(*)::int AS applied FROM repair_outcome WHERE recovery_id = $1 AND outcome = 'applied' AND ${named_by} IS NOT NULL`;

/**
 * Counts the repairs of a recovery that its owner applied, in all its attempts. `named_by` is a column name
 * that becomes part of the statement; it must come from code.
 */
export async function countApplied(db: Queryable, named_by: string, recovery_id: string): Promise<number> {
  return (
    (await db.query<{ applied: number }>(COUNT_APPLIED_SQL(named_by), [recovery_id])).rows[0]?.applied ?? 0
  );
}
