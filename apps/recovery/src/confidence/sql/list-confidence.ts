import { type Queryable, timestamp } from '@stockproof/postgres';
import type { OfferPlace } from '../offer-place.js';

const SQL = `
  SELECT seller_id, sku, confidence, recovery_id, verified_at FROM offer_confidence
  WHERE ($1::text IS NULL OR confidence = $1) AND ($2::text IS NULL OR sku = $2)
    AND ($3::timestamptz IS NULL OR (verified_at, seller_id, sku) > ($3, $4, $5))
  ORDER BY verified_at, seller_id, sku LIMIT $6`;

export interface ConfidenceRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly recovery_id: string;
  readonly verified_at: Date;
}

export interface ConfidenceFilter {
  readonly confidence: string | null;
  readonly sku: string | null;
  /** The list goes on behind it. */
  readonly after: OfferPlace | null;
}

/** Offers by age of what is known of them, the oldest first. One that is verified meanwhile moves to the end, and is told again there. */
export async function listConfidence(
  db: Queryable,
  { confidence, sku, after }: ConfidenceFilter,
  limit: number,
): Promise<ConfidenceRow[]> {
  const last =
    after === null
      ? [null, null, null]
      : [timestamp(after.verified_at.getTime()), after.seller_id, after.sku];
  return (
    await db.query<ConfidenceRow>({
      name: 'list-confidence',
      text: SQL,
      values: [confidence, sku, ...last, limit],
    })
  ).rows;
}
