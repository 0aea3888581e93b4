import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT pg_advisory_xact_lock(hashtextextended('stockproof reservations of ' || $1::text, 0))`;

/** One after the other asks for a client, until the transaction ends: so that what it holds is counted right. */
export async function lockClient(db: Queryable, client: string): Promise<void> {
  await db.query({ name: 'lock-client', text: SQL, values: [client] });
}
