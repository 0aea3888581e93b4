import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT coalesce(max(version), 0) AS version FROM event WHERE stream = $1';

/** The newest version of a stream; 0: it has no events. */
export async function readVersion(db: Queryable, stream: string): Promise<number> {
  return (
    (await db.query<{ version: number }>({ name: 'read-version', text: SQL, values: [stream] })).rows[0]
      ?.version ?? 0
  );
}
