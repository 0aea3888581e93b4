import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { EvidenceKeys } from '../../../apps/recovery/src/evidence/keys/evidence-keys.js';

/** The keys of filled histories; processes that name the same folder have the same secret. */
export function benchKeys(records: Pool, keys_folder: string): Promise<EvidenceKeys> {
  const secret = createHash('sha256').update(keys_folder).digest();
  return EvidenceKeys.open({ records, secret, folder: '', days: 0, now_ms: Date.now });
}
