import { CHAIN_START, type ChainEnd } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT sequence, digest, record::json ->> 'finished_at' AS finished_at FROM evidence
  ORDER BY sequence DESC LIMIT 1`;

/** Where the chain stands; nobody else can lengthen it until the transaction ends. */
export async function readChainEnd(db: Queryable): Promise<ChainEnd> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('stockproof evidence chain'))`);
  const { rows } = await db.query<ChainEnd>({ name: 'read-chain-end', text: SQL });
  return rows[0] ?? CHAIN_START;
}
