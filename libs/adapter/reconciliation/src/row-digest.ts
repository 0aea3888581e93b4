/** The digest that a ledger row must have, in SQL over its columns: the ledger's README, and nothing else, says how. */
export const ROW_DIGEST_SQL = `
  sha256(convert_to(encode(previous_digest, 'hex') || E'\\x1f' || array_to_string(ARRAY[
    'stockproof.ledger.v1', seller_id, sku, version::text, event_id, operation, status, quantity::text,
    requested_quantity::text, delta_quantity::text, from_bucket, from_location, to_bucket, to_location,
    trim_scale(extract(epoch FROM event_time) * 1000)::text,
    trim_scale(extract(epoch FROM accepted_at) * 1000)::text, schema_version::text,
    encode(request_hash, 'hex'), reason, reference, correlation_id, causation_id, source_topic,
    source_partition::text, source_offset::text], E'\\x1f', ''), 'UTF8'))`;
