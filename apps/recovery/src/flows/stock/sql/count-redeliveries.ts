import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT coalesce(sum(again.duplicates), 0)::bigint AS duplicates
  FROM inventory_redelivery AS again
  JOIN (SELECT seller_id, event_id FROM inventory_transaction WHERE ${condition}) AS row USING (seller_id, event_id)`;

/** How often events of the scope came again and were skipped. */
export async function countRedeliveries(db: Queryable, condition: string): Promise<number> {
  return (await db.query<{ duplicates: number }>(SQL(condition))).rows[0]?.duplicates ?? 0;
}
