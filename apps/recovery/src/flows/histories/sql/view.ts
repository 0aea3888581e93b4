import type { Queryable } from '@stockproof/postgres';
import type { ViewRow, OfferName } from '@stockproof/verification';

const ROWS_SQL = (condition: string): string => `
  SELECT offer.*, place.locations,
    date_trunc('milliseconds', event_time) = event_time AND date_trunc('milliseconds', newest_event_time) = newest_event_time
      AND date_trunc('milliseconds', accepted_at) = accepted_at AS whole_times
  FROM (SELECT * FROM offer_availability WHERE ${condition}) AS offer
  LEFT JOIN (
    SELECT seller_id, sku, json_agg(json_build_array(location_id, sellable)) AS locations
    FROM offer_location_availability WHERE ${condition} GROUP BY seller_id, sku
  ) AS place USING (seller_id, sku)`;

type Row = Omit<
  ViewRow,
  'remnant' | 'locations' | 'verified_at_ms' | 'event_time_ms' | 'newest_event_time_ms' | 'accepted_at_ms'
> & {
  readonly event_time: Date;
  readonly newest_event_time: Date;
  readonly accepted_at: Date;
  readonly verified_at: Date | null;
  readonly whole_times: boolean;
  readonly expected_version: number | null;
  readonly found_version: number | null;
  readonly locations: readonly (readonly [string, number])[] | null;
};

/** Reads the view's rows of a scope. A row that is stored twice is returned twice. */
export async function readViewRows(db: Queryable, condition: string): Promise<ViewRow[]> {
  const { rows } = await db.query<Row>(ROWS_SQL(condition));
  return rows.map((row) => ({
    seller_id: row.seller_id,
    sku: row.sku,
    version: row.version,
    revision: row.revision,
    status: row.status,
    remnant: remnantOf(row),
    partition: row.partition,
    confidence: row.confidence,
    verified_at_ms: row.verified_at?.getTime() ?? null,
    stock_on_hand: row.stock_on_hand,
    sellable: row.sellable,
    reserved: row.reserved,
    damaged: row.damaged,
    return_to_vendor: row.return_to_vendor,
    locations: new Map(row.locations ?? []),
    event_time_ms: row.event_time.getTime(),
    newest_event_time_ms: row.newest_event_time.getTime(),
    accepted_at_ms: row.accepted_at.getTime(),
  }));
}

/**
 * Leftovers that no reader sees: versions of a closed gap, or times finer than milliseconds; null if there
 * are none.
 */
function remnantOf({ whole_times, expected_version, found_version }: Row): string | null {
  if (!whole_times) return 'a time finer than a millisecond';
  if (expected_version === null && found_version === null) return null;
  return `expected_version ${expected_version}, found_version ${found_version}`;
}

const ORPHAN_LOCATIONS_SQL = (condition: string): string => `
  SELECT DISTINCT seller_id, sku FROM offer_location_availability AS place
  WHERE ${condition} AND NOT EXISTS (
    SELECT FROM offer_availability AS offer WHERE offer.sku = place.sku AND offer.seller_id = place.seller_id)`;

/** Finds offers with location rows but no row of their own. */
export async function findOrphanLocations(db: Queryable, condition: string): Promise<OfferName[]> {
  return (await db.query<OfferName>(ORPHAN_LOCATIONS_SQL(condition))).rows;
}

const SUSPECTS_SQL = `SELECT seller_id, sku FROM offer_availability WHERE status = 'suspect' ORDER BY sku, seller_id LIMIT $1`;

/** Reads suspect offers, whose history has a gap. */
export async function suspectOffers(view: Queryable, limit: number): Promise<OfferName[]> {
  return (await view.query<OfferName>({ name: 'suspect-offers', text: SUSPECTS_SQL, values: [limit] })).rows;
}

const COUNT_SUSPECTS_SQL = `SELECT count(*)::int AS offers FROM offer_availability WHERE status = 'suspect'`;

/** Counts the suspect offers of the view. */
export async function countSuspects(view: Queryable): Promise<number> {
  return (
    (await view.query<{ offers: number }>({ name: 'count-suspects', text: COUNT_SUSPECTS_SQL })).rows[0]
      ?.offers ?? 0
  );
}
