import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT 1 FROM inventory_stock_on_hand WHERE seller_id = $1 AND sku = $2 FOR UPDATE';

/** Nobody appends to the offer until the transaction ends. A head that is missing cannot be locked. */
export async function lockStreamHead(db: Queryable, seller_id: string, sku: string): Promise<void> {
  await db.query({ name: 'lock-head', text: SQL, values: [seller_id, sku] });
}
