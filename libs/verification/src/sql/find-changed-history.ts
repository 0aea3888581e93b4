const SQL = `
  SELECT known.seller_id, known.sku, known.chain_digest AS expected, encode(row.chain_digest, 'hex') AS found,
    known.version AS first_differing_version
  FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) AS known (seller_id, sku, version, chain_digest)
  LEFT JOIN inventory_transaction AS row USING (seller_id, sku, version)
  WHERE encode(row.chain_digest, 'hex') IS DISTINCT FROM known.chain_digest
  ORDER BY known.seller_id, known.sku, known.version`;

/** Chain heads that an earlier signed record names ($1..$4) and the ledger no longer has. */
export const findChangedHistorySql = SQL;
