// Joined by ||, at two thirds of the cost of converting an array to text; a null is the empty text. If a
// column that must not be null is null, the whole digest is null: compare it with IS DISTINCT FROM.
/**
 * The digest that a ledger row must have, in SQL over its columns. It follows only the README of the ledger, and
 * is not made of CONTENT_COLUMNS on purpose: it is the second opinion on what the code does with that list.
 */
export const ROW_DIGEST_SQL = `
  sha256(convert_to(
    encode(previous_digest, 'hex') || E'\\x1fstockproof.ledger.v1\\x1f' || seller_id || E'\\x1f' || sku || E'\\x1f' || version::text || E'\\x1f' ||
    event_id || E'\\x1f' || operation || E'\\x1f' || status || E'\\x1f' || quantity::text || E'\\x1f' ||
    requested_quantity::text || E'\\x1f' || delta_quantity::text || E'\\x1f' || coalesce(from_bucket, '') || E'\\x1f' ||
    coalesce(from_location, '') || E'\\x1f' || coalesce(to_bucket, '') || E'\\x1f' || coalesce(to_location, '') || E'\\x1f' ||
    trim_scale(extract(epoch FROM event_time) * 1000)::text || E'\\x1f' ||
    trim_scale(extract(epoch FROM accepted_at) * 1000)::text || E'\\x1f' || schema_version::text || E'\\x1f' ||
    encode(request_hash, 'hex') || E'\\x1f' || coalesce(reason, '') || E'\\x1f' || coalesce(reference, '') || E'\\x1f' ||
    coalesce(correlation_id, '') || E'\\x1f' || coalesce(causation_id, '') || E'\\x1f' || source_topic || E'\\x1f' ||
    source_partition::text || E'\\x1f' || source_offset::text, 'UTF8'))`;
