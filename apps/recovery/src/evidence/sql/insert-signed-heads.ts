import type { Chain, ChainHead } from '@stockproof/evidence';
import { columns, type Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO signed_head (source, chain, sequence, seller_id, sku, version, chain_digest)
  SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::bigint[], $7::text[])`;

const PAGE = 20_000;

export interface SignedBy {
  readonly source: 'evidence' | 'doubted' | 'checkpoint';
  readonly chain: Chain;
  readonly sequence: number;
}

/** The leaves of a signed root: what later records are held to. */
export async function insertSignedHeads(
  db: Queryable,
  { source, chain, sequence }: SignedBy,
  heads: readonly ChainHead[],
): Promise<void> {
  for (let start = 0; start < heads.length; start += PAGE) {
    const values = columns(
      heads.slice(start, start + PAGE),
      (head) => head.seller_id,
      (head) => head.sku,
      (head) => head.version,
      (head) => head.chain_digest,
    );
    await db.query({ name: 'insert-signed-heads', text: SQL, values: [source, chain, sequence, ...values] });
  }
}
