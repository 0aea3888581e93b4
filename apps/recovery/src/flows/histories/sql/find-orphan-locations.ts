import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const SQL = (condition: string): string => `
  SELECT DISTINCT seller_id, sku FROM offer_location_availability AS place
  WHERE ${condition} AND NOT EXISTS (
    SELECT FROM offer_availability AS offer WHERE offer.sku = place.sku AND offer.seller_id = place.seller_id)`;

/** Offers that have a row for a location and none of their own. */
export async function findOrphanLocations(db: Queryable, condition: string): Promise<OfferName[]> {
  return (await db.query<OfferName>(SQL(condition))).rows;
}
