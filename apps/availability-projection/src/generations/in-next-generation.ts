import type { Queryable } from '@stockproof/postgres';

/**
 * Runs `work` on the tables of the next generation. They have the names of the live ones in another schema,
 * so the same statements serve both. Only inside a transaction; `work` must await its statements.
 */
export async function inNextGeneration<T>(db: Queryable, work: () => Promise<T>): Promise<T> {
  await db.query('SET LOCAL search_path TO next_generation');
  const done = await work();
  await db.query('SET LOCAL search_path TO public');
  return done;
}
