import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH offers AS (DELETE FROM next_generation.offer_availability),
       places AS (DELETE FROM next_generation.offer_location_availability),
       logged AS (DELETE FROM next_generation.logged_change),
       ready AS (DELETE FROM next_generation.ready_partition)
  DELETE FROM projection_function WHERE role = 'next'`;

/** Takes away whatever is built next to the live view. */
export async function clearGeneration(db: Queryable): Promise<void> {
  await db.query({ name: 'clear-generation', text: SQL });
}
