import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT repair_id, outcome FROM repair_outcome AS decided
  WHERE repair_id = ANY ($1::text[]) AND coalesce((to_jsonb(decided) ->> 'published')::boolean, true)`;

export interface RepairOutcome {
  readonly repair_id: string;
  /** applied, or stale: the state was another one by then. */
  readonly outcome: 'applied' | 'stale';
}

/** What the owner of the state did with these repairs; those not decided, or not published,
 * yet are missing. */
export async function readOutcomes(db: Queryable, repair_ids: readonly string[]): Promise<RepairOutcome[]> {
  return (await db.query<RepairOutcome>(SQL, [repair_ids])).rows;
}
