/** Offers whose versions are not 1, 2, 3 ... up to the head's, each once, in both directions. */
export const findVersionGapsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

// Numbering every row costs eight times counting them: only offers that do not add up are numbered. Doubled and missing
// versions whose sums cancel out are in no chain: a row after a missing one has nothing before it (find-broken-chains).
const SQL = `
  WITH history AS (
    SELECT seller_id, sku, count(*) AS rows, max(version) AS newest,
      (count(*) = max(version) AND sum(version) = max(version)::numeric * (max(version) + 1) / 2) IS TRUE AS adds_up
    FROM inventory_transaction WHERE {scope} GROUP BY seller_id, sku
  ), head AS (
    SELECT seller_id, sku, version FROM inventory_stock_on_hand WHERE {scope}
  )
  SELECT seller_id, sku,
         coalesce('version ' || head.version, 'a head row') AS expected,
         CASE WHEN rows IS NULL THEN 'no row'
              WHEN head.version IS NULL THEN 'none'
              ELSE rows || ' rows up to version ' || newest END AS found,
         CASE WHEN rows IS NULL THEN 1 ELSE coalesce(gap, least(head.version, newest) + 1) END AS first_differing_version
  FROM history FULL JOIN head USING (seller_id, sku)
  LEFT JOIN LATERAL (
    SELECT min(place) AS gap
    FROM (
      SELECT version, row_number() OVER (ORDER BY version) AS place FROM inventory_transaction AS row
      WHERE row.seller_id = coalesce(history.seller_id, head.seller_id) AND row.sku = coalesce(history.sku, head.sku)
    ) AS numbered WHERE version <> place
  ) AS counted ON NOT adds_up
  WHERE rows IS NULL OR head.version IS NULL OR head.version <> newest OR NOT adds_up
  ORDER BY seller_id, sku`;
