import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT set_config('enable_seqscan', 'on', true), set_config('enable_hashjoin', 'on', true), set_config('enable_mergejoin', 'on', true)`;

/** Lets this transaction compare and swap tables as a whole; the pool's others ask by key (ADR 0024). */
export async function readWholeTables(db: Queryable): Promise<void> {
  await db.query(SQL);
}
