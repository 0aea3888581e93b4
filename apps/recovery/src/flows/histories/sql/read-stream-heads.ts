import type { Queryable } from '@stockproof/postgres';
import type { BarrierHead } from '@stockproof/verification';

const SQL = (condition: string): string => `
  SELECT seller_id, sku, version FROM inventory_stock_on_hand WHERE ${condition}`;

/** The heads of a scope: what was committed when the barrier was set. */
export async function readStreamHeads(db: Queryable, condition: string): Promise<BarrierHead[]> {
  return (await db.query<BarrierHead>(SQL(condition))).rows;
}
