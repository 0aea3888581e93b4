import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT DISTINCT seller_id, sku, recovery_id FROM repair_outcome
  WHERE partition = $1 AND NOT published AND removed`;

export interface Removal {
  readonly seller_id: string;
  readonly sku: string;
  readonly recovery_id: string;
}

/** Offers that were taken away and whose tombstone may not be on the topic. */
export async function unpublishedRemovals(db: Queryable, partition: number): Promise<Removal[]> {
  return (await db.query<Removal>({ name: 'unpublished-removals', text: SQL, values: [partition] })).rows;
}
