/** Finds offers whose stock on hand is not the sum of their rows' deltas. */
export const findWrongTotalsSql = (scope: string): string =>
  FIND_WRONG_TOTALS_SQL.replaceAll('{scope}', scope);

const FIND_WRONG_TOTALS_SQL = `
  WITH summed AS (
    SELECT seller_id, sku, sum(delta_quantity) AS stock_on_hand
    FROM inventory_transaction WHERE {scope} GROUP BY seller_id, sku
  )
  SELECT seller_id, sku, summed.stock_on_hand::text AS expected, head.stock_on_hand::text AS found
  FROM summed
  FULL JOIN (SELECT * FROM inventory_stock_on_hand WHERE {scope}) AS head USING (seller_id, sku)
  WHERE head.stock_on_hand IS DISTINCT FROM summed.stock_on_hand
  ORDER BY seller_id, sku`;

/** Finds buckets that are not the sum of their movements, or whose last absolute count is another one. */
export const findWrongBucketsSql = (scope: string): string =>
  FIND_WRONG_BUCKETS_SQL.replaceAll('{scope}', scope);

// Two scans instead of one that is materialised: several workers sum each while reading.
const FIND_WRONG_BUCKETS_SQL = `
  WITH summed AS (
    SELECT seller_id, sku, bucket_type, location_id, sum(moved) AS quantity
    FROM (
      SELECT seller_id, sku, from_bucket AS bucket_type, from_location AS location_id, -quantity AS moved
      FROM inventory_transaction WHERE from_bucket IS NOT NULL AND {scope}
      UNION ALL
      SELECT seller_id, sku, to_bucket, to_location, quantity
      FROM inventory_transaction WHERE to_bucket IS NOT NULL AND {scope}
    ) AS side
    GROUP BY seller_id, sku, bucket_type, location_id
  ), counted AS (
    SELECT DISTINCT ON (seller_id, sku, bucket_type, location_id) seller_id, sku,
      coalesce(to_bucket, from_bucket) AS bucket_type, coalesce(to_location, from_location) AS location_id,
      -- Rows of version 3 and later order counts by the earlier of event time and acceptance.
      CASE WHEN schema_version >= 3 THEN least(event_time, accepted_at) ELSE event_time END AS counted_at
    FROM inventory_transaction
    WHERE operation IN ('S', 'C') AND status <> 'superseded' AND {scope}
    ORDER BY seller_id, sku, bucket_type, location_id, version DESC
  ), expected AS (
    SELECT seller_id, sku, bucket_type, location_id, quantity, counted_at
    FROM summed LEFT JOIN counted USING (seller_id, sku, bucket_type, location_id)
  )
  SELECT seller_id, sku, bucket_type || ' at ' || location_id || ': ' || coalesce(expected.quantity::text, 'no bucket')
      || coalesce(' counted at ' || expected.counted_at, '') AS expected,
    coalesce(bucket.quantity::text, 'no bucket') || coalesce(' counted at ' || bucket.counted_at, '') AS found
  FROM expected
  FULL JOIN (SELECT * FROM inventory_bucket WHERE {scope}) AS bucket
    USING (seller_id, sku, bucket_type, location_id)
  WHERE bucket.quantity IS DISTINCT FROM expected.quantity OR bucket.counted_at IS DISTINCT FROM expected.counted_at
  ORDER BY seller_id, sku, bucket_type, location_id`;

/** Finds the first version at which a bucket at a location would be negative. */
export const findNegativeStockSql = (scope: string): string =>
  FIND_NEGATIVE_STOCK_SQL.replaceAll('{scope}', scope);

// Only a bucket that stock was ever taken from can be negative.
const FIND_NEGATIVE_STOCK_SQL = `
  WITH taken AS (
    SELECT DISTINCT seller_id, sku, from_bucket AS bucket_type, from_location AS location_id
    FROM inventory_transaction WHERE from_bucket IS NOT NULL AND {scope}
  ), side AS (
    SELECT seller_id, sku, version, from_bucket AS bucket_type, from_location AS location_id, -quantity AS moved
    FROM inventory_transaction WHERE from_bucket IS NOT NULL AND {scope}
    UNION ALL
    SELECT seller_id, sku, version, to_bucket, to_location, quantity
    FROM inventory_transaction WHERE to_bucket IS NOT NULL AND {scope}
  ), running AS (
    SELECT seller_id, sku, version, bucket_type, location_id,
      sum(moved) OVER (PARTITION BY seller_id, sku, bucket_type, location_id ORDER BY version) AS quantity
    FROM side JOIN taken USING (seller_id, sku, bucket_type, location_id)
  )
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, '0 or more' AS expected,
    quantity || ' ' || bucket_type || ' at ' || location_id AS found, version AS first_differing_version
  FROM running WHERE quantity < 0
  ORDER BY seller_id, sku, version`;
