import type { Queryable } from '@stockproof/postgres';
import type { ReservedAt } from '@stockproof/verification';

const SQL = (condition: string): string => `
  SELECT seller_id, sku, location_id, sum(quantity)::bigint AS quantity
  FROM inventory_bucket WHERE bucket_type = 'reserved' AND ${condition} GROUP BY seller_id, sku, location_id`;

/** What the ledger's tables hold in the reserved bucket. */
export async function readReserved(ledger: Queryable, condition: string): Promise<ReservedAt[]> {
  return (await ledger.query<ReservedAt>(SQL(condition))).rows;
}
