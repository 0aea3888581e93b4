import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT repair_id FROM repair_outcome WHERE repair_id = ANY ($1::text[])';

/** Those of these repairs that were decided before: a message that comes twice is done once. */
export async function knownOutcomes(db: Queryable, repair_ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ repair_id: string }>({
    name: 'known-outcomes',
    text: SQL,
    values: [repair_ids],
  });
  return new Set(rows.map(({ repair_id }) => repair_id));
}
