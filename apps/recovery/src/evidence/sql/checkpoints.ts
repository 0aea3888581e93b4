import type { Queryable } from '@stockproof/postgres';
import type { Checkpoint } from '@stockproof/evidence';

const INSERT_SQL = `
  INSERT INTO checkpoint (sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** Stores a checkpoint. */
export async function insertCheckpoint(db: Queryable, checkpoint: Checkpoint): Promise<void> {
  const { sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at } = checkpoint;
  await db.query({
    name: 'insert-checkpoint',
    text: INSERT_SQL,
    values: [sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at],
  });
}

const LOCK_SQL = `SELECT pg_advisory_xact_lock(hashtext('stockproof checkpoint chain'))`;

/** Reads the newest checkpoint, and locks the end of their chain until the transaction ends, so that nobody else appends. */
export async function lockLastCheckpoint(db: Queryable): Promise<Checkpoint | null> {
  await db.query({ name: 'lock-checkpoints', text: LOCK_SQL });
  return lastCheckpoint(db);
}

const LAST_SQL = `
  SELECT sequence, previous_digest, heads, merkle_root, key_id, signature,
    to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at
  FROM checkpoint ORDER BY sequence DESC LIMIT 1`;

/** Reads the newest checkpoint; null if there is none. */
export async function lastCheckpoint(db: Queryable): Promise<Checkpoint | null> {
  const { rows } = await db.query<Checkpoint>({ name: 'last-checkpoint', text: LAST_SQL });
  return rows[0] ?? null;
}

const AFTER_SQL = `
  SELECT sequence, previous_digest, heads, merkle_root, key_id, signature,
    to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS taken_at
  FROM checkpoint WHERE sequence > $1 ORDER BY sequence LIMIT $2`;

/** Reads checkpoints after a number, oldest first. */
export async function checkpointsAfter(db: Queryable, after: number, limit: number): Promise<Checkpoint[]> {
  return (await db.query<Checkpoint>({ name: 'checkpoints-after', text: AFTER_SQL, values: [after, limit] }))
    .rows;
}
