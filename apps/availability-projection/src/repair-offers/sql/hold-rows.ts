import type { Queryable } from '@stockproof/postgres';
import type { HeldRow } from '../decide-repairs.js';

const SQL = `
  SELECT seller_id, sku, version, revision FROM offer_availability
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[])) FOR UPDATE`;

/** The rows of these offers, locked until the transaction ends. */
export async function holdRows(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<HeldRow[]> {
  return (await db.query<HeldRow>({ name: 'hold-rows', text: SQL, values: [sellers, skus] })).rows;
}
