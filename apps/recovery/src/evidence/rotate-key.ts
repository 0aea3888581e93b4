import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { EvidenceKeys } from './evidence-keys.js';
import { readChainEnd } from './sql/read-chain-end.js';

/** Signs with a new key from now on. Waits for a record that is being sealed, so that each is of its key's time. */
export function rotateKey(records: Pool, keys: EvidenceKeys): Promise<string> {
  return inTransaction(records, async (db) => keys.rotate((await readChainEnd(db)).finished_at));
}
