import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { EvidenceKeys } from './keys/evidence-keys.js';
import { readChainEnd } from './sql/evidence.js';
import { signedUntil } from './signed-until.js';

/**
 * Replaces the signing key. It waits for a record that is being sealed, so that each record is in its key's
 * period. Returns the new key id.
 */
export function rotateSigningKey(records: Pool, keys: EvidenceKeys): Promise<string> {
  return inTransaction(records, async (db) => {
    return keys.rotate(await signedUntil(db, await readChainEnd(db)));
  });
}
