import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT scope FROM recovery
  WHERE mode = 'repair' AND status IN ('requested', 'planned', 'approved', 'running', 'paused')`;

/** Scopes of repairs that are asked for and not over. */
export async function openProposals(db: Queryable): Promise<unknown[]> {
  return (await db.query<{ scope: unknown }>({ name: 'open-proposals', text: SQL })).rows.map(
    ({ scope }) => scope,
  );
}
