import { inTransaction } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { EvidenceKeys } from './keys/evidence-keys.js';
import { readChainEnd } from './sql/evidence.js';
import { signedUntil } from './signed-until.js';

/**
 * Replaces the signing key of all copies of the service. It waits for what is being signed, so that each record is
 * in its key's period. Returns the new key id.
 */
export async function rotateSigningKey(records: Pool, keys: EvidenceKeys): Promise<string> {
  const kid = await inTransaction(records, async (db) => {
    const end = await readChainEnd(db);
    return keys.rotate(db, () => signedUntil(db, end));
  });
  await keys.copyPublic();
  return kid;
}
