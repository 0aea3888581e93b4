import type { SchemaSeen } from '@stockproof/cdc';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO schema_fingerprint (topic, fingerprint, first_seen_at, schema_json)
  VALUES ($1, $2, now(), $3) ON CONFLICT DO NOTHING`;

/** Keeps a schema of the captured table the first time it is met: evidence names those it has read. */
export async function writeFingerprint(db: Queryable, topic: string, seen: SchemaSeen): Promise<void> {
  await db.query({
    name: 'write-fingerprint',
    text: SQL,
    values: [topic, seen.fingerprint, seen.schema_json],
  });
}
