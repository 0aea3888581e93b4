import { ROW_DIGEST_SQL } from '../row-digest.js';

/**
 * Finds rows that do not have their digest or do not follow the previous one, and heads with another digest.
 * It returns the first fault of each offer, a changed row before a broken link, so that the result does not
 * depend on the plan.
 */
export const findBrokenChainsSql = (scope: string): string =>
  FIND_BROKEN_CHAINS_SQL.replaceAll('{scope}', scope);

// Without window functions: one join by version pairs a row with the previous one and a head with its
// newest row, so several workers can do it.
const FIND_BROKEN_CHAINS_SQL = `
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

/** Finds offers whose versions are not 1, 2, 3 ... up to the head's, each once, in both directions. */
export const findVersionGapsSql = (scope: string): string =>
  FIND_VERSION_GAPS_SQL.replaceAll('{scope}', scope);

// Numbering every row costs eight times as much as counting, so only offers whose sums are wrong are
// numbered. Doubled and missing versions whose sums cancel out break the chain: a row after a missing one has
// no predecessor (findBrokenChainsSql).
const FIND_VERSION_GAPS_SQL = `
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

const FIND_CHANGED_HISTORY_SQL = `
  SELECT known.seller_id, known.sku, known.chain_digest AS expected, encode(row.chain_digest, 'hex') AS found,
    known.version AS first_differing_version
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS known (seller_id, sku, version, chain_digest)
  LEFT JOIN inventory_transaction AS row USING (seller_id, sku, version)
  WHERE encode(row.chain_digest, 'hex') IS DISTINCT FROM known.chain_digest
  ORDER BY known.seller_id, known.sku, known.version`;

/** Finds stream heads that an earlier signed record names ($1..$4) and the ledger no longer has. */
export const findChangedHistorySql = FIND_CHANGED_HISTORY_SQL;
