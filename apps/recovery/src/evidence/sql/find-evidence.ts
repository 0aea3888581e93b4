import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT sequence, record FROM evidence WHERE recovery_id = $1';

/** The record's own bytes (canonical JSON), or null. */
export async function findEvidence(
  db: Queryable,
  recovery_id: string,
): Promise<{ readonly sequence: number; readonly record: string } | null> {
  const { rows } = await db.query<{ sequence: number; record: string }>({
    name: 'find-evidence',
    text: SQL,
    values: [recovery_id],
  });
  return rows[0] ?? null;
}
