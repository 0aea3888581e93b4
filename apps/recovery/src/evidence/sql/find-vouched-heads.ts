import type { KnownHead } from '@stockproof/reconciliation';
import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_head WHERE source = 'evidence' AND chain = 'ledger' AND ${condition}
  ORDER BY sku, seller_id, version DESC`;

/**
 * The newest head of each offer in a trusted record: up to there ledger and capture were found to agree. A checkpoint
 * does not count, it knows the ledger alone.
 */
export async function findVouchedHeads(db: Queryable, condition: string): Promise<KnownHead[]> {
  const { rows } = await db.query<KnownHead>(SQL(condition));
  return rows;
}
