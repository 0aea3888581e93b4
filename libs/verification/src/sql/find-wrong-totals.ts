/** Offers whose stock on hand is not the sum of their rows' deltas. */
export const findWrongTotalsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

const SQL = `
  WITH summed AS (
    SELECT seller_id, sku, sum(delta_quantity) AS stock_on_hand
    FROM inventory_transaction WHERE {scope} GROUP BY seller_id, sku
  )
  SELECT seller_id, sku, summed.stock_on_hand::text AS expected, head.stock_on_hand::text AS found
  FROM summed
  FULL JOIN (SELECT * FROM inventory_stock_on_hand WHERE {scope}) AS head USING (seller_id, sku)
  WHERE head.stock_on_hand IS DISTINCT FROM summed.stock_on_hand
  ORDER BY seller_id, sku`;
