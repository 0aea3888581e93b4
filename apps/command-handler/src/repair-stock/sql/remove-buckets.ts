import type { Queryable } from '@stockproof/postgres';

const SQL = 'DELETE FROM inventory_bucket WHERE seller_id = $1 AND sku = $2';

export async function removeBuckets(db: Queryable, seller_id: string, sku: string): Promise<void> {
  await db.query({ name: 'remove-buckets', text: SQL, values: [seller_id, sku] });
}
