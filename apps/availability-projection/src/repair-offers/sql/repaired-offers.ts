import type { AvailabilityConfidenceV1 } from '@stockproof/events';
import type { PartitionKey, Queryable } from '@stockproof/postgres';
import type { HeldRow } from '../decide-repairs.js';

const READ_EPOCH_SQL = `
  SELECT epoch FROM consumer_position WHERE consumer_group = $1 AND topic = $2 AND partition = $3 FOR SHARE`;

/** Reads the epoch of a partition, and locks it until the transaction ends. */
export async function readEpoch(
  db: Queryable,
  { consumer_group, topic, partition }: PartitionKey,
): Promise<number | undefined> {
  const { rows } = await db.query<{ epoch: number }>({
    name: 'read-epoch',
    text: READ_EPOCH_SQL,
    values: [consumer_group, topic, partition],
  });
  return rows[0]?.epoch;
}

const HOLD_ROWS_SQL = `
  SELECT seller_id, sku, version, revision FROM offer_availability
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[])) FOR UPDATE`;

/** Reads the rows of these offers, and locks them until the transaction ends. */
export async function holdRows(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<HeldRow[]> {
  return (await db.query<HeldRow>({ name: 'hold-rows', text: HOLD_ROWS_SQL, values: [sellers, skus] })).rows;
}

const REMOVE_OFFERS_SQL = `
  WITH offer AS (
    DELETE FROM offer_availability WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  )
  DELETE FROM offer_location_availability WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

/** Deletes all rows of these offers; correct rows are written afterwards. */
export async function removeOffers(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<void> {
  await db.query({ name: 'remove-offers', text: REMOVE_OFFERS_SQL, values: [sellers, skus] });
}

const WRITE_CONFIDENCE_SQL = `
  UPDATE offer_availability SET confidence = $3, verified_at = $4
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    AND (verified_at IS NULL OR verified_at <= $4)`;

/** Stores the verdict of the newest record about these offers; an older record does not overwrite it. */
export async function writeOfferConfidence(
  db: Queryable,
  { offers, confidence, verified_at }: AvailabilityConfidenceV1,
): Promise<void> {
  const values = [
    offers.map(({ seller_id }) => seller_id),
    offers.map(({ sku }) => sku),
    confidence,
    verified_at,
  ];
  await db.query({ name: 'write-confidence', text: WRITE_CONFIDENCE_SQL, values });
}
