import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT greatest(
    (SELECT record::json ->> 'finished_at' FROM evidence ORDER BY sequence DESC LIMIT 1),
    (SELECT to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM checkpoint ORDER BY sequence DESC LIMIT 1)
  ) AS signed_until`;

/** The time of what was signed last, a record or a checkpoint; the beginning of time where nothing was. */
export async function readSignedUntil(db: Queryable): Promise<string> {
  const { rows } = await db.query<{ signed_until: string | null }>({ name: 'read-signed-until', text: SQL });
  return rows[0]?.signed_until ?? new Date(0).toISOString();
}
