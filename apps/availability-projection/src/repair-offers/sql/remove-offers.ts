import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH offer AS (
    DELETE FROM offer_availability WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
  )
  DELETE FROM offer_location_availability WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))`;

/** Takes everything the view holds of these offers away: what is right is written again. */
export async function removeOffers(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<void> {
  await db.query({ name: 'remove-offers', text: SQL, values: [sellers, skus] });
}
