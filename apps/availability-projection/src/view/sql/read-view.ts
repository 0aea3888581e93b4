import type { Queryable } from '@stockproof/postgres';
import type { ViewOffer } from '../view.js';

const SQL = `
  SELECT offer.*, (
    SELECT json_agg(json_build_array(place.location_id, place.sellable))
    FROM offer_location_availability AS place
    WHERE place.sku = offer.sku AND place.seller_id = offer.seller_id
  ) AS locations
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN offer_availability AS offer USING (seller_id, sku)`;

/** A row of offer_availability with its locations, as SQL gives it. */
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

/** The rows of these offers, those that exist. */
export async function readView(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<ViewOffer[]> {
  const { rows } = await db.query<OfferRow>({ name: 'read-view', text: SQL, values: [sellers, skus] });
  return rows.map(toViewOffer);
}

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
