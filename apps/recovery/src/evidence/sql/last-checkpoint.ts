import type { Queryable } from '@stockproof/postgres';
import type { Checkpoint } from '@stockproof/evidence';

const SQL = `
  SELECT sequence, previous_digest, heads, merkle_root, key_id, signature,
    to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at
  FROM checkpoint ORDER BY sequence DESC LIMIT 1`;

export async function lastCheckpoint(db: Queryable): Promise<Checkpoint | null> {
  const { rows } = await db.query<Checkpoint>({ name: 'last-checkpoint', text: SQL });
  return rows[0] ?? null;
}
