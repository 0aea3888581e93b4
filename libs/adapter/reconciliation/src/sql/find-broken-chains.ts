import { ROW_DIGEST_SQL } from '../row-digest.js';

/** Rows that are not those of their digest or do not follow the one before, and heads with another digest. */
export const findBrokenChainsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

// No window: rows meet the one before by a join on the version, so several workers can do it.
const SQL = `
  WITH altered AS (
    SELECT seller_id, sku, version, encode(digest, 'hex') AS expected, encode(chain_digest, 'hex') AS found
    FROM (
      SELECT seller_id, sku, version, chain_digest,
        ${ROW_DIGEST_SQL} AS digest
      FROM inventory_transaction WHERE {scope}
    ) AS made WHERE digest <> chain_digest
  ), unlinked AS (
    SELECT row.seller_id, row.sku, row.version,
      encode(coalesce(before.chain_digest, decode(repeat('00', 32), 'hex')), 'hex') AS expected,
      encode(row.previous_digest, 'hex') AS found
    FROM (SELECT seller_id, sku, version, version - 1 AS version_before, previous_digest FROM inventory_transaction WHERE {scope}) AS row
    LEFT JOIN (SELECT seller_id, sku, version, chain_digest FROM inventory_transaction WHERE {scope}) AS before
      ON before.seller_id = row.seller_id AND before.sku = row.sku AND before.version = row.version_before
    WHERE row.previous_digest <> coalesce(before.chain_digest, decode(repeat('00', 32), 'hex'))
  ), heads AS (
    SELECT head.seller_id, head.sku, head.version, encode(newest.chain_digest, 'hex') AS expected,
      encode(head.chain_digest, 'hex') AS found
    FROM (SELECT * FROM inventory_stock_on_hand WHERE {scope}) AS head
    LEFT JOIN (SELECT seller_id, sku, version, chain_digest FROM inventory_transaction WHERE {scope}) AS newest
      USING (seller_id, sku, version)
    WHERE head.chain_digest IS DISTINCT FROM newest.chain_digest
  )
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, expected, found, version AS first_differing_version
  FROM (SELECT * FROM altered UNION ALL SELECT * FROM unlinked UNION ALL SELECT * FROM heads) AS wrong
  ORDER BY seller_id, sku, version`;
