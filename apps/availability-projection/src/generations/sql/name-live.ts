import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE projection_function AS live SET
    generation = next.generation, name = next.name, version = next.version, digest = next.digest,
    recovery_id = next.recovery_id, previous_name = live.name, previous_version = live.version,
    previous_digest = live.digest, rows_changed = $1, since = now()
  FROM projection_function AS next
  WHERE live.role = 'live' AND next.role = 'next'`;

/** The next generation's function is the live one from now on; the one before it stays named. */
export async function nameLive(db: Queryable, rows_changed: number): Promise<void> {
  await db.query({ name: 'name-live', text: SQL, values: [rows_changed] });
}
