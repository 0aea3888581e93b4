import { functionsFrom, type ProjectionFunctions } from '@stockproof/availability';
import { CANDIDATE_LIMITS, loadCandidate } from '@stockproof/candidates';
import type { Pool } from 'pg';
import { readFunctions } from './sql/projection-function.js';

/** A candidate runs as long as the service; after it was ended, batches do not wait for it for a minute. */
const LIMITS = { ...CANDIDATE_LIMITS, total_ms: Infinity, rest_ms: 60_000 };

/**
 * The projection functions; those of candidates are read from this folder. Rejects if the function of the live
 * view is missing, because that view cannot be continued.
 */
export async function loadFunctions(pool: Pool, folder: string): Promise<ProjectionFunctions> {
  const functions = functionsFrom((name, digest) => loadCandidate(folder, name, digest, LIMITS));
  await functions((await readFunctions(pool)).live);
  return functions;
}
