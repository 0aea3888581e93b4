import { isUniqueViolation } from '@stockproof/postgres';

/**
 * What a batch was decided on is not so: another writer was faster, or the cached heads are old. Nothing is
 * committed; the batch is to be read and decided again. That ends: where no writer was faster, the stored
 * head contradicts its rows.
 */
export class StaleDecisionError extends Error {
  override readonly name = 'StaleDecisionError';
}

/**
 * An insert whose unique keys are decided on: a taken one speaks of the moment first, not of the row. Throws
 * StaleDecisionError for it, so that the event is read again as what it is by then (a duplicate or a
 * conflict).
 */
export async function orStale<T>(insert: Promise<T>, taken: string): Promise<T> {
  try {
    return await insert;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new StaleDecisionError(`${taken} is taken by now`, { cause: error });
  }
}
