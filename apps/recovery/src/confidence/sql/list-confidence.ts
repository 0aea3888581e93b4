import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT seller_id, sku, confidence, recovery_id, verified_at FROM offer_confidence
  WHERE ($1::text IS NULL OR confidence = $1) AND ($2::text IS NULL OR sku = $2)
  ORDER BY verified_at, seller_id, sku LIMIT $3`;

export interface ConfidenceRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly recovery_id: string;
  readonly verified_at: Date;
}

/** Offers by age of what is known of them, the oldest first. */
export async function listConfidence(
  db: Queryable, confidence: string | null, sku: string | null, limit: number,
): Promise<ConfidenceRow[]> {
  return (await db.query<ConfidenceRow>({ name: 'list-confidence', text: SQL, values: [confidence, sku, limit] })).rows;
}
