/** Offers whose versions are not 1, 2, 3 ... up to the head's, each once, in both directions. */
export const findVersionGapsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

const SQL = `
  WITH numbered AS (
    SELECT seller_id, sku, version, row_number() OVER (PARTITION BY seller_id, sku ORDER BY version) AS place
    FROM inventory_transaction WHERE {scope}
  ), history AS (
    SELECT seller_id, sku, count(*) AS rows, max(version) AS newest, min(place) FILTER (WHERE version <> place) AS gap
    FROM numbered GROUP BY seller_id, sku
  ), head AS (
    SELECT seller_id, sku, version FROM inventory_stock_on_hand WHERE {scope}
  )
  SELECT seller_id, sku,
         coalesce('version ' || head.version, 'a head row') AS expected,
         CASE WHEN history.rows IS NULL THEN 'no row'
              WHEN head.version IS NULL THEN 'none'
              ELSE history.rows || ' rows up to version ' || history.newest END AS found,
         coalesce(gap, least(head.version, newest) + 1, 1) AS first_differing_version,
         (SELECT count(*) FROM head) + (SELECT count(*) FROM history) AS compared
  FROM history FULL JOIN head USING (seller_id, sku)
  WHERE history.rows IS NULL OR head.version IS NULL OR gap IS NOT NULL OR head.version <> newest`;
