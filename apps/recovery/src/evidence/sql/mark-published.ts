import type { Queryable } from '@stockproof/postgres';

const SQL = 'UPDATE evidence SET published = true WHERE sequence = $1';

export async function markPublished(db: Queryable, sequence: number): Promise<void> {
  await db.query({ name: 'mark-published', text: SQL, values: [sequence] });
}
