import { functionsFrom, type ProjectionFunctions } from '@stockproof/availability';
import { CANDIDATE_LIMITS, loadCandidate } from '@stockproof/candidates';
import type { Pool } from 'pg';
import { readFunctions } from './sql/projection-function.js';

/**
 * The live candidate is used as long as the service runs; after its process was ended, batches do not wait
 * for it.
 */
const LIMITS = { ...CANDIDATE_LIMITS, total_ms: Infinity, rest_ms: 60_000 };

/**
 * The projection functions, those of candidates from this folder. Rejects when the function of the live view
 * is not there: a view made with it cannot be gone on with, and it is better to say so now than at the next
 * change.
 */
export async function loadFunctions(pool: Pool, folder: string): Promise<ProjectionFunctions> {
  const functions = functionsFrom((name, digest) => loadCandidate(folder, name, digest, LIMITS));
  await functions((await readFunctions(pool)).live);
  return functions;
}
