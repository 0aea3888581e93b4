import type { Queryable } from '@stockproof/postgres';

const NOTE_SQL = `
  WITH gone AS (
    DELETE FROM ingestion_copy WHERE copy_id <> $1 AND seen_at < now() - make_interval(secs => 10 * $2::double precision / 1000)
  ), mine AS (
    INSERT INTO ingestion_copy (copy_id, seen_at) VALUES ($1, now())
    ON CONFLICT (copy_id) DO UPDATE SET seen_at = excluded.seen_at
  )
  SELECT count(*)::int + 1 AS copies FROM ingestion_copy
  WHERE copy_id <> $1 AND seen_at >= now() - make_interval(secs => $2::double precision / 1000)`;

/**
 * Notes that this copy is there, and returns how many are: itself and those that noted it within `gone_after_ms`. Rows
 * of copies that are long gone are removed.
 */
export async function noteCopy(db: Queryable, copy_id: string, gone_after_ms: number): Promise<number> {
  const values = [copy_id, gone_after_ms];
  const { rows } = await db.query<{ copies: number }>({ name: 'note-copy', text: NOTE_SQL, values });
  return rows[0]?.copies ?? 1;
}

const FORGET_SQL = 'DELETE FROM ingestion_copy WHERE copy_id = $1';

/** The copy ends: the others need not wait for that. */
export async function forgetCopy(db: Queryable, copy_id: string): Promise<void> {
  await db.query({ name: 'forget-copy', text: FORGET_SQL, values: [copy_id] });
}
