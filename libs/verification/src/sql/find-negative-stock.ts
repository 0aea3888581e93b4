/** The first version at which a bucket at a location would hold less than nothing. */
export const findNegativeStockSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

// Only a bucket that something was ever taken from can be below zero.
const SQL = `
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
