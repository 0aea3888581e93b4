import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const SQL = `SELECT seller_id, sku FROM offer_availability WHERE status = 'suspect' ORDER BY sku, seller_id LIMIT $1`;

/** Offers whose history broke before the projection's eyes. */
export async function suspectOffers(view: Queryable, limit: number): Promise<OfferName[]> {
  return (await view.query<OfferName>({ name: 'suspect-offers', text: SQL, values: [limit] })).rows;
}
