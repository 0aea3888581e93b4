import type { Chain } from '@stockproof/evidence';
import type { KnownHead } from '@stockproof/verification';
import type { Queryable } from '@stockproof/postgres';

const SQL = (source: string, condition: string): string => `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_head WHERE source ${source} AND chain = $1 AND ${condition}
  ORDER BY sku, seller_id, version DESC`;

/**
 * The newest head of each offer that a trusted record or a checkpoint names: what the histories must still
 * hold.
 */
export function findNewestSigned(db: Queryable, chain: Chain, condition: string): Promise<KnownHead[]> {
  return find(db, SQL(`<> 'doubted'`, condition), chain);
}

/**
 * The newest head of each offer in a trusted record: up to there ledger and capture were found to agree. A
 * checkpoint does not count, it knows the ledger alone.
 */
export function findAttestedHeads(db: Queryable, condition: string): Promise<KnownHead[]> {
  return find(db, SQL(`= 'evidence'`, condition), 'ledger');
}

async function find(db: Queryable, sql: string, chain: Chain): Promise<KnownHead[]> {
  const { rows } = await db.query<KnownHead>(sql, [chain]);
  return rows;
}
