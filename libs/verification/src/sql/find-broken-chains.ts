import { ROW_DIGEST_SQL } from '../row-digest.js';

/**
 * Rows that are not those of their digest or do not follow the one before, and heads with another digest. Of each offer the
 * first, a changed row before a broken link: the same ledger gives the same answer, however the planner joins.
 */
export const findBrokenChainsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

// No window: a row meets the one before, and a head its newest, by one join on the version, so several workers can do it.
const SQL = `
  WITH altered AS (
    SELECT seller_id, sku, version, encode(digest, 'hex') AS expected, encode(chain_digest, 'hex') AS found
    FROM (
      SELECT seller_id, sku, version, chain_digest, ${ROW_DIGEST_SQL} AS digest
      FROM inventory_transaction WHERE {scope}
    ) AS made WHERE digest IS DISTINCT FROM chain_digest
  ), link AS (
    SELECT seller_id, sku, version, version - 1 AS version_before, previous_digest AS digest,
      CASE WHEN version = 1 THEN decode(repeat('00', 32), 'hex') END AS origin
    FROM inventory_transaction WHERE {scope}
    UNION ALL
    SELECT seller_id, sku, version, version, chain_digest, NULL FROM inventory_stock_on_hand WHERE {scope}
  ), unlinked AS (
    SELECT link.seller_id, link.sku, link.version, encode(coalesce(origin, before.chain_digest), 'hex') AS expected,
      encode(link.digest, 'hex') AS found
    FROM link
    LEFT JOIN (SELECT seller_id, sku, version, chain_digest FROM inventory_transaction WHERE {scope}) AS before
      ON before.seller_id = link.seller_id AND before.sku = link.sku AND before.version = link.version_before
    WHERE link.digest IS DISTINCT FROM coalesce(origin, before.chain_digest)
  )
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, expected, found, version AS first_differing_version
  FROM (SELECT 1 AS kind, * FROM altered UNION ALL SELECT 2, * FROM unlinked) AS wrong
  ORDER BY seller_id, sku, version, kind, expected, found`;
