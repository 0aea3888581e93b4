import { readFileSync } from 'node:fs';
import type { EvidenceKeys } from './evidence-keys.js';
import { publicFile } from './key-files.js';

/**
 * The public keys of a folder, read again each time, because the service may replace its key. For processes that sign
 * nothing: private keys are neither made nor read. Throws if there are none yet.
 */
export function publicKeysIn(folder: string): Pick<EvidenceKeys, 'jwks'> {
  return { jwks: () => JSON.parse(readFileSync(publicFile(folder), 'utf8')) as { keys: object[] } };
}
