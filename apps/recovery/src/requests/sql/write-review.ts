import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE break_glass SET review = $2, reviewed_by = $3, reviewed_at = $4 WHERE recovery_id = $1 AND reviewed_at IS NULL`;

/** Keeps a signed review next to every glass of the run that nobody reviewed before. */
export async function writeReview(
  db: Queryable,
  recovery_id: string,
  review: string,
  by: string,
  at: string,
): Promise<void> {
  await db.query({ name: 'write-review', text: SQL, values: [recovery_id, review, by, at] });
}
