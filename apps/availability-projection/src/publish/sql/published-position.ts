import type { Queryable } from '@stockproof/postgres';
import { type OfferRow, toViewOffer } from '../../view/sql/view-rows.js';
import type { ViewOffer } from '../../view/view.js';

const CLAIM_SQL = `
  INSERT INTO published_position AS kept (topic, partition, published_offset, epoch)
  VALUES ($1, $2, 0, $3)
  ON CONFLICT (topic, partition) DO UPDATE SET epoch = excluded.epoch WHERE kept.epoch <= excluded.epoch
  RETURNING published_offset`;

/**
 * Claims the offset `published` under the epoch of the partition's claim. Returns the first source offset
 * whose change may not be published yet; undefined if a later epoch holds it.
 */
export async function claimPublished(
  db: Queryable,
  topic: string,
  partition: number,
  epoch: number,
): Promise<number | undefined> {
  const { rows } = await db.query<{ published_offset: number }>({
    name: 'claim-published',
    text: CLAIM_SQL,
    values: [topic, partition, epoch],
  });
  return rows[0]?.published_offset;
}

const ADVANCE_SQL = `
  UPDATE published_position SET published_offset = $4
  WHERE topic = $1 AND partition = $2 AND epoch = $3 AND published_offset <= $4`;

/**
 * Stores that every change before `published_offset` is on the topic. False if another epoch holds the
 * offset.
 */
export async function advancePublished(
  db: Queryable,
  topic: string,
  partition: number,
  epoch: number,
  published_offset: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'advance-published',
    text: ADVANCE_SQL,
    values: [topic, partition, epoch, published_offset],
  });
  return rowCount === 1;
}

const UNPUBLISHED_SQL = `
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

/**
 * Reads the next page of offers that may not be published, in order of change; `after` is the last of the
 * previous page.
 */
export async function readUnpublished(
  db: Queryable,
  partition: number,
  published_offset: number,
  after: ViewOffer | undefined,
  limit: number,
): Promise<ViewOffer[]> {
  const { rows } = await db.query<OfferRow>({
    name: 'read-unpublished',
    text: UNPUBLISHED_SQL,
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
