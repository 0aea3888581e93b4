import type { BucketType } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT bucket.seller_id, bucket.sku, bucket.bucket_type, bucket.location_id, bucket.quantity, bucket.counted_at
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN inventory_bucket AS bucket USING (seller_id, sku)`;

export interface BucketRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly bucket_type: BucketType;
  readonly location_id: string;
  readonly quantity: number;
  readonly counted_at: Date | null;
}

/** The buckets of these offers. The caller holds the heads' locks, so they can not move meanwhile. */
export async function readBuckets(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<BucketRow[]> {
  const { rows } = await db.query<BucketRow>({ name: 'read-buckets', text: SQL, values: [sellers, skus] });
  return rows;
}
