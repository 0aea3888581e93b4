import type { Queryable } from '@stockproof/postgres';

const SQL = 'SELECT seller_id, sku, confidence, verified_at FROM offer_confidence WHERE recovery_id = $1';

export interface PublishedOffer {
  readonly seller_id: string;
  readonly sku: string;
  readonly confidence: 'trusted' | 'untrusted';
  readonly verified_at: Date;
}

/** The offers of which this recovery's record is the newest word. */
export async function findPublishedOffers(db: Queryable, recovery_id: string): Promise<PublishedOffer[]> {
  return (await db.query<PublishedOffer>({ name: 'find-told-offers', text: SQL, values: [recovery_id] }))
    .rows;
}
