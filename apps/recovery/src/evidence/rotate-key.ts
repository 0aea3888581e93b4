import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { EvidenceKeys } from './keys/evidence-keys.js';
import { readChainEnd } from './sql/evidence.js';
import { signedUntil } from './signed-until.js';

/**
 * Signs with a new key from now on. Waits for a record that is being sealed, so that each is of its key's
 * time.
 */
export function rotateSigningKey(records: Pool, keys: EvidenceKeys): Promise<string> {
  return inTransaction(records, async (db) => {
    return keys.rotate(await signedUntil(db, await readChainEnd(db)));
  });
}
