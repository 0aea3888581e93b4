import type { Queryable } from '@stockproof/postgres';
import type { Checkpoint } from '@stockproof/evidence';

const SQL = `
  INSERT INTO checkpoint (sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

export async function insertCheckpoint(db: Queryable, checkpoint: Checkpoint): Promise<void> {
  const { sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at } = checkpoint;
  await db.query({
    name: 'insert-checkpoint',
    text: SQL,
    values: [sequence, previous_digest, heads, merkle_root, key_id, signature, taken_at],
  });
}
