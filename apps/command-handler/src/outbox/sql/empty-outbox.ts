import type { Queryable } from '@stockproof/postgres';

const SQL = 'DELETE FROM outbox WHERE id = ANY ($1::bigint[])';

/** Takes rows out again in the transaction that wrote them: the WAL holds the inserts, the table stays empty. */
export async function emptyOutbox(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query({ name: 'empty-outbox', text: SQL, values: [ids] });
}
