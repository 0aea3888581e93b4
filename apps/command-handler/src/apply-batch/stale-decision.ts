import { isUniqueViolation } from '@stockproof/postgres';

/**
 * Thrown if the facts of a decision are out of date: another writer was faster, or cached heads are old.
 * Nothing is committed; read and decide the batch again. This ends: if no writer was faster, the stored head
 * contradicts its rows.
 */
export class StaleDecisionError extends Error {
  override readonly name = 'StaleDecisionError';
}

/**
 * Awaits an insert. If the unique key `taken` is used by now, it rejects with StaleDecisionError, so that the
 * event is read again as a duplicate or a conflict. Other errors are passed on.
 */
export async function orStale<T>(insert: Promise<T>, taken: string): Promise<T> {
  try {
    return await insert;
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new StaleDecisionError(`${taken} is taken by now`, { cause: error });
  }
}
