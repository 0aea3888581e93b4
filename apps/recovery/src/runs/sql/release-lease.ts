import type { Queryable } from '@stockproof/postgres';

const SQL = 'DELETE FROM recovery_lease WHERE recovery_id = $1';

/** In the transaction that ends the run. */
export async function releaseLease(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'release-lease', text: SQL, values: [recovery_id] });
}
