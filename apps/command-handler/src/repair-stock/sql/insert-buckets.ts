import type { StockRepairV1 } from '@stockproof/events';
import { columns, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO inventory_bucket (seller_id, sku, updated_at, bucket_type, location_id, quantity, counted_at)
  SELECT $1, $2, $3::timestamptz, * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::timestamptz[])`;

export async function insertBuckets(
  db: Queryable,
  { seller_id, sku, buckets }: StockRepairV1,
  updated_at: Date,
): Promise<void> {
  const values = columns(
    buckets,
    (bucket) => bucket.bucket_type,
    (bucket) => bucket.location_id,
    (bucket) => bucket.quantity,
    (bucket) => bucket.counted_at,
  );
  await db.query({ name: 'insert-buckets', text: SQL, values: [seller_id, sku, updated_at, ...values] });
}
