import { offerKey } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT seller_id, sku, sum(quantity)::bigint AS units FROM inventory_bucket
  WHERE bucket_type = 'sellable' AND {scope} GROUP BY seller_id, sku`;

/** What the ledger holds in sellable buckets, by offer. `condition` is SQL over seller_id and sku. */
export async function readSellable(db: Queryable, condition: string): Promise<ReadonlyMap<string, number>> {
  const text = SQL.replace('{scope}', () => condition);
  const { rows } = await db.query<{ seller_id: string; sku: string; units: number }>(text);
  return new Map(rows.map(({ seller_id, sku, units }) => [offerKey(seller_id, sku), units]));
}
