import type { Queryable } from '@stockproof/postgres';

// Locked in key order, so that two batches that share offers wait for each other and never deadlock.
const SQL = `
  SELECT head.seller_id, head.sku, head.stock_on_hand, head.version,
         encode(head.chain_digest, 'hex') AS chain_digest
  FROM unnest($1::text[], $2::text[]) AS asked (seller_id, sku)
  JOIN inventory_stock_on_hand AS head USING (seller_id, sku)
  ORDER BY head.seller_id, head.sku
  FOR UPDATE OF head`;

export interface HeadRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly stock_on_hand: number;
  readonly version: number;
  readonly chain_digest: string;
}

/** Reads and locks the heads of the offers that exist among those asked for. */
export async function readHeads(
  db: Queryable,
  sellers: readonly string[],
  skus: readonly string[],
): Promise<HeadRow[]> {
  const { rows } = await db.query<HeadRow>({ name: 'read-heads', text: SQL, values: [sellers, skus] });
  return rows;
}
