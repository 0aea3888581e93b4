import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT record FROM evidence WHERE sequence > $1 ORDER BY sequence LIMIT $2';

/** Records after a number, oldest first, as canonical JSON. */
export async function listEvidence(db: Queryable, after: number, limit: number): Promise<string[]> {
  const { rows } = await db.query<{ record: string }>({
    name: 'list-evidence',
    text: SQL,
    values: [after, limit],
  });
  return rows.map(({ record }) => record);
}
