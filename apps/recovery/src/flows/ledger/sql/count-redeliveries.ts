import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT coalesce(sum(again.duplicates), 0)::bigint AS duplicates
  FROM inventory_redelivery AS again
  JOIN (
    SELECT seller_id, event_id, CASE WHEN operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END AS source_kind
    FROM inventory_transaction WHERE ${condition}
  ) AS row USING (seller_id, event_id, source_kind)`;

/** How often events of the scope came again and were skipped. */
export async function countRedeliveries(db: Queryable, condition: string): Promise<number> {
  return (await db.query<{ duplicates: number }>(SQL(condition))).rows[0]?.duplicates ?? 0;
}
