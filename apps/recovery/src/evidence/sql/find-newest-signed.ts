import type { Queryable } from '@stockproof/postgres';
import type { KnownHead } from '@stockproof/reconciliation';

const SQL = (condition: string): string => `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_head WHERE source <> 'doubted' AND ${condition}
  ORDER BY sku, seller_id, version DESC`;

/**
 * The newest head of each offer that a trusted record or a checkpoint names: what the ledger must still hold.
 */
export async function findNewestSigned(db: Queryable, condition: string): Promise<KnownHead[]> {
  const { rows } = await db.query<KnownHead>(SQL(condition));
  return rows;
}
