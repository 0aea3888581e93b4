import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT 1 FROM recovery_lease WHERE recovery_id = $1 FOR UPDATE';

/** Taken before anything is written about a run, by whoever executes it and by operators alike: in one order nobody deadlocks. */
export async function lockLease(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'lock-lease', text: SQL, values: [recovery_id] });
}
