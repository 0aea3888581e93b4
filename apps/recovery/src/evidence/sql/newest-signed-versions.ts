import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT DISTINCT ON (sku, seller_id) seller_id, sku, version, chain_digest
  FROM signed_head WHERE source = 'checkpoint' ORDER BY sku, seller_id, version DESC`;

/** What checkpoints have signed so far, by offer. */
export async function newestSignedVersions(
  db: Queryable,
): Promise<{ seller_id: string; sku: string; version: number; chain_digest: string }[]> {
  return (await db.query<{ seller_id: string; sku: string; version: number; chain_digest: string }>(SQL))
    .rows;
}
