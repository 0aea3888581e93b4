/** Rows that are not those of their digest or do not follow the one before, and heads with another digest. */
export const findBrokenChainsSql = (scope: string): string => SQL.replaceAll('{scope}', scope);

const SQL = `
  WITH linked AS (
    SELECT seller_id, sku, version, previous_digest, chain_digest,
      lag(chain_digest) OVER offer AS before, lead(version) OVER offer AS next,
      sha256(convert_to(encode(previous_digest, 'hex') || E'\\x1f' || array_to_string(ARRAY[
        'stockproof.ledger.v1', seller_id, sku, version::text, event_id, operation, status, quantity::text,
        requested_quantity::text, delta_quantity::text, from_bucket, from_location, to_bucket, to_location,
        trim_scale(extract(epoch FROM event_time) * 1000)::text,
        trim_scale(extract(epoch FROM accepted_at) * 1000)::text, schema_version::text,
        encode(request_hash, 'hex'), reason, reference, correlation_id, causation_id, source_topic,
        source_partition::text, source_offset::text], E'\\x1f', ''), 'UTF8')) AS digest
    FROM inventory_transaction WHERE {scope}
    WINDOW offer AS (PARTITION BY seller_id, sku ORDER BY version)
  ), broken AS (
    SELECT seller_id, sku, version,
      CASE WHEN digest <> chain_digest THEN encode(digest, 'hex')
           ELSE encode(coalesce(before, decode(repeat('00', 32), 'hex')), 'hex') END AS expected,
      CASE WHEN digest <> chain_digest THEN encode(chain_digest, 'hex') ELSE encode(previous_digest, 'hex') END AS found
    FROM linked
    WHERE digest <> chain_digest OR previous_digest <> coalesce(before, decode(repeat('00', 32), 'hex'))
  ), heads AS (
    SELECT seller_id, sku, coalesce(head.version, linked.version) AS version,
      encode(linked.chain_digest, 'hex') AS expected, encode(head.chain_digest, 'hex') AS found
    FROM (SELECT * FROM linked WHERE next IS NULL) AS linked
    FULL JOIN (SELECT * FROM inventory_stock_on_hand WHERE {scope}) AS head USING (seller_id, sku)
    WHERE head.chain_digest IS DISTINCT FROM linked.chain_digest
  )
  SELECT DISTINCT ON (seller_id, sku) seller_id, sku, expected, found, version AS first_differing_version
  FROM (SELECT * FROM broken UNION ALL SELECT * FROM heads) AS wrong
  ORDER BY seller_id, sku, version`;
