import { type ChainEnd, latestOf } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { lastCheckpoint } from './sql/checkpoints.js';

/** Returns the time of the last signature, of a record or a checkpoint. */
export async function signedUntil(db: Queryable, { finished_at }: ChainEnd): Promise<string> {
  return latestOf(finished_at, (await lastCheckpoint(db))?.taken_at ?? finished_at);
}
