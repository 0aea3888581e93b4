import { columns, type Queryable, timestamp } from '@stockproof/postgres';
import type { ViewOffer } from '../view.js';

const READ_SQL = `
  SELECT offer.*, (
    SELECT json_agg(json_build_array(place.location_id, place.sellable))
    FROM offer_location_availability AS place
    WHERE place.sku = offer.sku AND place.seller_id = offer.seller_id
  ) AS locations
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN offer_availability AS offer USING (seller_id, sku)`;

/** A row of offer_availability with its locations, as READ_SQL returns it. */
export interface OfferRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly revision: number;
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  readonly event_time: Date;
  readonly newest_event_time: Date;
  readonly accepted_at: Date;
  readonly status: 'current' | 'suspect';
  readonly expected_version: number | null;
  readonly found_version: number | null;
  readonly changed_offset: number;
  readonly traceparent: string | null;
  readonly recovery_id: string | null;
  readonly locations: readonly (readonly [string, number])[] | null;
}

/** Reads the existing rows of these offers. */
export async function readView(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<ViewOffer[]> {
  const { rows } = await db.query<OfferRow>({ name: 'read-view', text: READ_SQL, values: [sellers, skus] });
  return rows.map(toViewOffer);
}

/** Converts a stored row to the form that the projection caches. */
export function toViewOffer(row: OfferRow): ViewOffer {
  const { seller_id, sku, revision, status, expected_version, found_version, changed_offset, traceparent } =
    row;
  const { recovery_id } = row;
  return {
    seller_id,
    sku,
    revision,
    status,
    expected_version,
    found_version,
    changed_offset,
    traceparent,
    recovery_id,
    state: {
      version: row.version,
      stock_on_hand: row.stock_on_hand,
      sellable: row.sellable,
      reserved: row.reserved,
      damaged: row.damaged,
      return_to_vendor: row.return_to_vendor,
      locations: new Map(row.locations ?? []),
      event_time_ms: row.event_time.getTime(),
      newest_event_time_ms: row.newest_event_time.getTime(),
      accepted_at_ms: row.accepted_at.getTime(),
    },
  };
}

const WRITE_SQL = `
  INSERT INTO offer_availability (
    partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
    event_time, newest_event_time, accepted_at, status, expected_version, found_version, changed_offset,
    traceparent, recovery_id)
  SELECT $1::int, * FROM unnest(
    $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::bigint[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::text[], $15::bigint[],
    $16::bigint[], $17::bigint[], $18::text[], $19::text[])
  ON CONFLICT (sku, seller_id) DO UPDATE SET
    version = excluded.version, revision = excluded.revision, stock_on_hand = excluded.stock_on_hand,
    sellable = excluded.sellable, reserved = excluded.reserved, damaged = excluded.damaged,
    return_to_vendor = excluded.return_to_vendor, event_time = excluded.event_time,
    newest_event_time = excluded.newest_event_time, accepted_at = excluded.accepted_at,
    status = excluded.status, expected_version = excluded.expected_version,
    found_version = excluded.found_version, changed_offset = excluded.changed_offset,
    traceparent = excluded.traceparent, recovery_id = excluded.recovery_id`;

/** Writes the rows. The caller must hold the partition's fence, so that nobody else writes them. */
export async function writeView(
  db: Queryable,
  partition: number,
  offers: readonly ViewOffer[],
): Promise<void> {
  if (offers.length === 0) return;
  const values = columns(
    offers,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    ({ state }) => state.version,
    (offer) => offer.revision,
    ({ state }) => state.stock_on_hand,
    ({ state }) => state.sellable,
    ({ state }) => state.reserved,
    ({ state }) => state.damaged,
    ({ state }) => state.return_to_vendor,
    ({ state }) => timestamp(state.event_time_ms),
    ({ state }) => timestamp(state.newest_event_time_ms),
    ({ state }) => timestamp(state.accepted_at_ms),
    (offer) => offer.status,
    (offer) => offer.expected_version,
    (offer) => offer.found_version,
    (offer) => offer.changed_offset,
    (offer) => offer.traceparent,
    (offer) => offer.recovery_id,
  );
  await db.query({ name: 'write-view', text: WRITE_SQL, values: [partition, ...values] });
}

const LOCATIONS_SQL = `
  INSERT INTO offer_location_availability (seller_id, sku, location_id, sellable)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[])
  ON CONFLICT (sku, seller_id, location_id) DO UPDATE SET sellable = excluded.sellable`;

/** The sellable quantity of an offer at one location. */
export interface LocationRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly location_id: string;
  readonly sellable: number;
}

/** Writes the sellable quantity of each changed location; a location stays with 0 when it is empty. */
export async function writeLocations(db: Queryable, rows: readonly LocationRow[]): Promise<void> {
  if (rows.length === 0) return;
  const values = columns(
    rows,
    (row) => row.seller_id,
    (row) => row.sku,
    (row) => row.location_id,
    (row) => row.sellable,
  );
  await db.query({ name: 'write-locations', text: LOCATIONS_SQL, values });
}
