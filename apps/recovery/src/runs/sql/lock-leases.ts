import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT pg_advisory_xact_lock(hashtext('stockproof recovery leases'))`;

/** Whoever holds this lock, until its transaction ends, sees all leases and no new one appears. */
export async function lockLeases(db: Queryable): Promise<void> {
  await db.query({ name: 'lock-leases', text: SQL });
}
