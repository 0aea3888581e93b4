// The columns of the digest in its order, so that a line is the digest's input; rows as they lie, without a sort.
const SQL = (condition: string): string => `
  COPY (
    SELECT encode(previous_digest, 'hex'), 'stockproof.ledger.v1', seller_id, sku, version, event_id, operation, status,
      quantity, requested_quantity, delta_quantity, from_bucket, from_location, to_bucket, to_location,
      trim_scale(extract(epoch FROM event_time) * 1000), trim_scale(extract(epoch FROM accepted_at) * 1000),
      schema_version, encode(request_hash, 'hex'), reason, reference, correlation_id, causation_id, source_topic,
      source_partition, source_offset, encode(chain_digest, 'hex')
    FROM inventory_transaction WHERE ${condition}
  ) TO STDOUT (FORMAT text, DELIMITER E'\\x1f', NULL '')`;

/** The ledger's rows of a scope as lines for the replay (libs/domain/replay). */
export const copyLedgerSql = SQL;
