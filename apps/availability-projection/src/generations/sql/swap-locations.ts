import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH gone AS (
    DELETE FROM offer_location_availability AS place USING offer_availability AS offer
    WHERE offer.recovery_id = $1 AND place.sku = offer.sku AND place.seller_id = offer.seller_id
      AND NOT EXISTS (
        SELECT FROM next_generation.offer_location_availability AS next
        WHERE next.sku = place.sku AND next.seller_id = place.seller_id AND next.location_id = place.location_id)
  )
  INSERT INTO offer_location_availability (seller_id, sku, location_id, sellable)
  SELECT next.seller_id, next.sku, next.location_id, next.sellable
  FROM next_generation.offer_location_availability AS next
  JOIN offer_availability AS offer USING (sku, seller_id)
  WHERE offer.recovery_id = $1
  ON CONFLICT (sku, seller_id, location_id) DO UPDATE SET sellable = excluded.sellable`;

/** The locations of the rows that were swapped. */
export async function swapLocations(db: Queryable, recovery_id: string): Promise<void> {
  await db.query({ name: 'swap-locations', text: SQL, values: [recovery_id] });
}
