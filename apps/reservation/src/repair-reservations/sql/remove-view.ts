import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH lines AS (DELETE FROM reservation_line WHERE reservation_id = $1)
  DELETE FROM reservation WHERE reservation_id = $1`;

/** Takes away what is read of a reservation; its history stays. */
export async function removeView(db: Queryable, reservation_id: string): Promise<void> {
  await db.query({ name: 'remove-view', text: SQL, values: [reservation_id] });
}
