import type { KnownHead } from '@stockproof/reconciliation';
import type { Queryable } from '@stockproof/postgres';
import type { Chain } from '../../flows/recoverable-flow.js';

const SQL = (condition: string): string => `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_head WHERE source <> 'doubted' AND chain = $1 AND ${condition}
  ORDER BY sku, seller_id, version DESC`;

/**
 * The newest head of each offer that a trusted record or a checkpoint names: what the histories must still hold.
 */
export async function findNewestSigned(db: Queryable, chain: Chain, condition: string): Promise<KnownHead[]> {
  const { rows } = await db.query<KnownHead>(SQL(condition), [chain]);
  return rows;
}
