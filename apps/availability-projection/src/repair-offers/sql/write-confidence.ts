import type { AvailabilityConfidenceV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE offer_availability SET confidence = $3, verified_at = $4
  WHERE (seller_id, sku) IN (SELECT * FROM unnest($1::text[], $2::text[]))
    AND (verified_at IS NULL OR verified_at <= $4)`;

/** What the newest record that looked at these offers says; an older record does not overwrite it. */
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
  await db.query({ name: 'write-confidence', text: SQL, values });
}
