import type { Checkpoint } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT sequence, previous_digest, heads, merkle_root, key_id, signature,
    to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at
  FROM checkpoint WHERE sequence > $1 ORDER BY sequence LIMIT $2`;

/** Checkpoints after a number, oldest first. */
export async function checkpointsAfter(db: Queryable, after: number, limit: number): Promise<Checkpoint[]> {
  return (await db.query<Checkpoint>({ name: 'checkpoints-after', text: SQL, values: [after, limit] })).rows;
}
