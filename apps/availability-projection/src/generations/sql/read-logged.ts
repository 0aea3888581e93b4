import type { Queryable } from '@stockproof/postgres';
import type { LoggedChange } from './log-changes.js';

const SQL = `
  SELECT source_offset AS offset, change FROM next_generation.logged_change
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  ORDER BY version`;

/** The kept changes of these offers, in the order of their versions. */
export async function readLogged(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<LoggedChange[]> {
  return (await db.query<LoggedChange>({ name: 'read-logged', text: SQL, values: [sellers, skus] })).rows;
}
