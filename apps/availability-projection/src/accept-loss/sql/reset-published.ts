import type { Queryable } from '@stockproof/postgres';

const SQL = `UPDATE published_position SET published_offset = $3, epoch = $4 WHERE topic = $1 AND partition = $2`;

/** Begins the trailing position again in another log: what the next owner finds changed from there on it publishes. */
export async function resetPublished(
  db: Queryable,
  topic: string,
  partition: number,
  published_offset: number,
  epoch: number,
): Promise<void> {
  await db.query({ name: 'reset-published', text: SQL, values: [topic, partition, published_offset, epoch] });
}
