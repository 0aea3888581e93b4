import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT version, state FROM snapshot
  WHERE stream = $1 AND schema_version = $2
    AND version <= (SELECT max(event.version) FROM event WHERE event.stream = $1)`;

/** The snapshot of a stream, if it is of this form of the state and no newer than the events themselves. */
export async function selectSnapshot(
  db: Queryable,
  stream: string,
  schema_version: number,
): Promise<{ version: number; state: unknown } | null> {
  const { rows } = await db.query<{ version: number; state: unknown }>({
    name: 'select-snapshot',
    text: SQL,
    values: [stream, schema_version],
  });
  return rows[0] ?? null;
}
