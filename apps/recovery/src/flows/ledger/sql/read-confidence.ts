import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT seller_id, sku, confidence, verified_at FROM offer_confidence WHERE ${condition}`;

export interface ConfidenceOf {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: string;
  readonly verified_at: Date;
}

/** What the newest records say of the scope's offers. */
export async function readConfidence(db: Queryable, condition: string): Promise<ConfidenceOf[]> {
  return (await db.query<ConfidenceOf>(SQL(condition))).rows;
}
