/** Buckets that are not the sum of the movements in and out, or remember another absolute count than the last. */
export const findWrongBucketsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

const SQL = `
  WITH rows AS (
    SELECT * FROM inventory_transaction WHERE {scope}
  ), sides AS (
    SELECT seller_id, sku, version, from_bucket AS bucket_type, from_location AS location_id, -quantity AS moved,
      CASE WHEN operation = 'S' AND status = 'accepted' THEN event_time END AS counted_at
    FROM rows WHERE from_bucket IS NOT NULL
    UNION ALL
    SELECT seller_id, sku, version, to_bucket, to_location, quantity,
      CASE WHEN operation = 'S' AND status = 'accepted' THEN event_time END
    FROM rows WHERE to_bucket IS NOT NULL
  ), expected AS (
    SELECT seller_id, sku, bucket_type, location_id, sum(moved) AS quantity,
      (array_agg(counted_at ORDER BY version DESC) FILTER (WHERE counted_at IS NOT NULL))[1] AS counted_at
    FROM sides GROUP BY seller_id, sku, bucket_type, location_id
  )
  SELECT seller_id, sku, bucket_type || ' at ' || location_id || ': ' || coalesce(expected.quantity::text, 'no bucket')
      || coalesce(' counted at ' || expected.counted_at, '') AS expected,
    coalesce(bucket.quantity::text, 'no bucket') || coalesce(' counted at ' || bucket.counted_at, '') AS found
  FROM expected
  FULL JOIN (SELECT * FROM inventory_bucket WHERE {scope}) AS bucket
    USING (seller_id, sku, bucket_type, location_id)
  WHERE bucket.quantity IS DISTINCT FROM expected.quantity OR bucket.counted_at IS DISTINCT FROM expected.counted_at`;
