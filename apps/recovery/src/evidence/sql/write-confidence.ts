import type { Queryable } from '@stockproof/postgres';
import type { OfferName } from '@stockproof/verification';

const SQL = `
  INSERT INTO offer_confidence (seller_id, sku, confidence, recovery_id, verified_at)
  SELECT *, $3, $4, $5 FROM unnest($1::text[], $2::text[])
  ON CONFLICT (seller_id, sku) DO UPDATE SET confidence = excluded.confidence, recovery_id = excluded.recovery_id,
    verified_at = excluded.verified_at`;

/** What the newest record that looked at an offer says of it. */
export async function writeConfidence(
  db: Queryable,
  offers: readonly OfferName[],
  confidence: string,
  recovery_id: string,
  verified_at: string,
): Promise<void> {
  if (offers.length === 0) return;
  const values = [
    offers.map(({ seller_id }) => seller_id),
    offers.map(({ sku }) => sku),
    confidence,
    recovery_id,
    verified_at,
  ];
  await db.query({ name: 'write-confidence', text: SQL, values });
}
