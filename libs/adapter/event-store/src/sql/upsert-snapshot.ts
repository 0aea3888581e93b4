import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO snapshot AS kept (stream, version, schema_version, state) VALUES ($1, $2, $3, $4)
  ON CONFLICT (stream) DO UPDATE SET
    version = excluded.version, schema_version = excluded.schema_version, state = excluded.state, taken_at = now()
  WHERE kept.version < excluded.version OR kept.schema_version <> excluded.schema_version`;

/** Keeps a snapshot unless a newer one of the same form is there. */
export async function upsertSnapshot(
  db: Queryable,
  stream: string,
  version: number,
  schema_version: number,
  state: unknown,
): Promise<void> {
  await db.query({
    name: 'upsert-snapshot',
    text: SQL,
    values: [stream, version, schema_version, JSON.stringify(state)],
  });
}
