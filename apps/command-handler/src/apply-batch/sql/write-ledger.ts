import { bytea, columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { AppendedRow, BatchEffects, MovedOffer } from '../effects.js';
import { orStale, StaleDecisionError } from '../stale-decision.js';

// One statement for ledger, heads and buckets, so a batch is one round trip whatever its size. A head
// changes only from the version of the decision; the counts show whether all did. An insert of an existing
// row fails by its unique key: ON CONFLICT would look up each key twice (63 ms a batch instead of 57).
const SQL = `
  WITH appended AS (
    INSERT INTO inventory_transaction (
      seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity,
      from_bucket, from_location, to_bucket, to_location, event_time, accepted_at, schema_version, request_hash,
      reason, reference, correlation_id, causation_id, traceparent,
      source_topic, source_partition, source_offset, previous_digest, chain_digest)
    SELECT seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity,
      from_bucket, from_location, to_bucket, to_location, event_time, $1::timestamptz, schema_version, request_hash,
      reason, reference, correlation_id, causation_id, traceparent,
      source_topic, source_partition, source_offset, previous_digest, chain_digest
    FROM unnest(
      $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
      $10::bigint[], $11::text[], $12::text[], $13::text[], $14::text[], $15::timestamptz[], $16::smallint[],
      $17::bytea[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::int[],
      $25::bigint[], $26::bytea[], $27::bytea[]
    ) AS row (
      seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity,
      from_bucket, from_location, to_bucket, to_location, event_time, schema_version, request_hash,
      reason, reference, correlation_id, causation_id, traceparent,
      source_topic, source_partition, source_offset, previous_digest, chain_digest)
    RETURNING 1
  ), opened AS (
    INSERT INTO inventory_stock_on_hand (seller_id, sku, stock_on_hand, version, chain_digest, updated_at)
    SELECT seller_id, sku, stock_on_hand, version, chain_digest, $1::timestamptz
    FROM unnest($28::text[], $29::text[], $30::bigint[], $31::bigint[], $32::bytea[])
      AS new_offer (seller_id, sku, stock_on_hand, version, chain_digest)
    RETURNING 1
  ), moved AS (
    UPDATE inventory_stock_on_hand AS head
    SET stock_on_hand = offer.stock_on_hand, version = offer.version, chain_digest = offer.chain_digest,
        updated_at = $1::timestamptz
    FROM unnest($33::text[], $34::text[], $35::bigint[], $36::bigint[], $37::bytea[], $38::bigint[])
      AS offer (seller_id, sku, stock_on_hand, version, chain_digest, from_version)
    WHERE head.seller_id = offer.seller_id AND head.sku = offer.sku AND head.version = offer.from_version
    RETURNING 1
  ), stocked AS (
    INSERT INTO inventory_bucket AS bucket
      (seller_id, sku, bucket_type, location_id, quantity, counted_at, updated_at)
    SELECT seller_id, sku, bucket_type, location_id, quantity, counted_at, $1::timestamptz
    FROM unnest($39::text[], $40::text[], $41::text[], $42::text[], $43::bigint[], $44::timestamptz[])
      AS stock (seller_id, sku, bucket_type, location_id, quantity, counted_at)
    ON CONFLICT (seller_id, sku, bucket_type, location_id) DO UPDATE
      SET quantity = excluded.quantity, counted_at = excluded.counted_at, updated_at = excluded.updated_at
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM appended) AS appended,
         (SELECT count(*) FROM opened) + (SELECT count(*) FROM moved) AS heads,
         (SELECT count(*) FROM stocked) AS buckets`;

/** Appends the rows and changes heads and buckets, all or none. Rejects with StaleDecisionError. */
export async function writeLedger(db: Queryable, effects: BatchEffects): Promise<void> {
  const { appended, moved } = effects;
  if (appended.length === 0) return;
  const { rows } = await insert(db, effects);
  const [written] = rows;
  if (written?.appended !== appended.length || written.heads !== moved.length) {
    throw new StaleDecisionError(
      `wrote ${written?.appended} of ${appended.length} rows and ${written?.heads} of ${moved.length} heads`,
    );
  }
}

async function insert(
  db: Queryable,
  { appended, moved, accepted_at_ms }: BatchEffects,
): Promise<{ rows: { appended: number; heads: number }[] }> {
  const query = {
    name: 'write-ledger',
    text: SQL,
    values: [
      timestamp(accepted_at_ms),
      ...ledgerColumns(appended),
      ...headColumns(moved.filter((offer) => offer.from_version === 0)),
      ...headColumns(moved.filter((offer) => offer.from_version > 0)),
      moved.filter((offer) => offer.from_version > 0).map((offer) => offer.from_version),
      ...bucketColumns(moved),
    ],
  };
  return orStale(db.query<{ appended: number; heads: number }>(query), 'an event, a version or a new offer');
}

function ledgerColumns(rows: readonly AppendedRow[]): unknown[][] {
  return columns(
    rows,
    (row) => row.seller_id,
    (row) => row.event_id,
    (row) => row.sku,
    (row) => row.version,
    (row) => row.operation,
    (row) => row.status,
    (row) => row.quantity,
    (row) => row.requested_quantity,
    (row) => row.delta_quantity,
    (row) => row.from_bucket,
    (row) => row.from_location,
    (row) => row.to_bucket,
    (row) => row.to_location,
    (row) => timestamp(row.event_time_ms),
    (row) => row.schema_version,
    (row) => bytea(row.request_hash),
    (row) => row.reason,
    (row) => row.reference,
    (row) => row.correlation_id,
    (row) => row.causation_id,
    (row) => row.traceparent,
    (row) => row.source_topic,
    (row) => row.source_partition,
    (row) => row.source_offset,
    (row) => bytea(row.previous_digest),
    (row) => bytea(row.chain_digest),
  );
}

function headColumns(offers: readonly MovedOffer[]): unknown[][] {
  return columns(
    offers,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    (offer) => offer.state.stock_on_hand,
    (offer) => offer.state.version,
    (offer) => bytea(offer.state.chain_digest),
  );
}

/** Only buckets that changed are written. */
function bucketColumns(offers: readonly MovedOffer[]): unknown[][] {
  const changed = offers.flatMap((offer) =>
    [...offer.state.buckets]
      .filter(([key, bucket]) => offer.before.buckets.get(key) !== bucket)
      .map(([, bucket]) => ({ offer, bucket })),
  );
  return columns(
    changed,
    ({ offer }) => offer.seller_id,
    ({ offer }) => offer.sku,
    ({ bucket }) => bucket.bucket_type,
    ({ bucket }) => bucket.location_id,
    ({ bucket }) => bucket.quantity,
    ({ bucket }) => (bucket.counted_at_ms === null ? null : timestamp(bucket.counted_at_ms)),
  );
}
