import type { ChainHead } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT seller_id, sku, version, chain_digest FROM signed_head
  WHERE sequence = $1 AND source <> 'checkpoint'`;

/** The leaves of one record. */
export async function readSignedHeads(db: Queryable, sequence: number): Promise<ChainHead[]> {
  const { rows } = await db.query<ChainHead>({ name: 'read-signed-heads', text: SQL, values: [sequence] });
  return rows;
}
