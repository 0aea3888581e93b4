import type { ChainHead } from '@stockproof/evidence';
import { columns, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO signed_head (source, sequence, seller_id, sku, version, chain_digest)
  SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[])`;

const PAGE = 20_000;

/** The leaves of a signed root: what later records are held to. */
export async function insertSignedHeads(
  db: Queryable, source: 'evidence' | 'doubted' | 'checkpoint', sequence: number, heads: readonly ChainHead[],
): Promise<void> {
  for (let start = 0; start < heads.length; start += PAGE) {
    const values = columns(
      heads.slice(start, start + PAGE),
      (head) => head.seller_id, (head) => head.sku, (head) => head.version, (head) => head.chain_digest,
    );
    await db.query({ name: 'insert-signed-heads', text: SQL, values: [source, sequence, ...values] });
  }
}
