import type { Queryable } from '@stockproof/postgres';

const SQL = 'UPDATE repair_outcome SET published = true WHERE partition = $1 AND NOT published';

/** Call when everything applied in the partition so far is on the topic. */
export async function markOutcomesPublished(db: Queryable, partition: number): Promise<void> {
  await db.query({ name: 'mark-outcomes-published', text: SQL, values: [partition] });
}
