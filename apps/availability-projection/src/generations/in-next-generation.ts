import type { Queryable } from '@stockproof/postgres';

/**
 * Runs `work` on the tables of the generation that is built: they have the names of the live ones in a schema of their
 * own, so that one set of statements serves both. Only inside a transaction; statements of `work` must be awaited.
 */
export async function inNextGeneration<T>(db: Queryable, work: () => Promise<T>): Promise<T> {
  await db.query('SET LOCAL search_path TO next_generation');
  const done = await work();
  await db.query('SET LOCAL search_path TO public');
  return done;
}
