import type { Queryable } from '@stockproof/postgres';
import { type OfferRow, toViewOffer } from '../../view/sql/read-view.js';
import type { ViewOffer } from '../../view/view.js';

const SQL = `
  SELECT offer.*, (
    SELECT json_agg(json_build_array(place.location_id, place.sellable))
    FROM offer_location_availability AS place
    WHERE place.sku = offer.sku AND place.seller_id = offer.seller_id
  ) AS locations
  FROM offer_availability AS offer
  WHERE partition = $1 AND changed_offset >= $2 AND (changed_offset, sku, seller_id) > ($3, $4, $5)
    AND version > 0
  ORDER BY changed_offset, sku, seller_id
  LIMIT $6`;

/** The next offers, by change, that may not be published; `after` is the last of the page before. */
export async function readUnpublished(
  db: Queryable,
  partition: number,
  published_offset: number,
  after: ViewOffer | undefined,
  limit: number,
): Promise<ViewOffer[]> {
  const { rows } = await db.query<OfferRow>({
    name: 'read-unpublished',
    text: SQL,
    values: [
      partition,
      published_offset,
      after?.changed_offset ?? -1,
      after?.sku ?? '',
      after?.seller_id ?? '',
      limit,
    ],
  });
  return rows.map(toViewOffer);
}
