import { RefusedByServiceError } from '../api/call.js';

/** What to do when a service refuses, by problem code. */
export type Advice = Readonly<Record<string, string>>;

/** Does the work; a refusal by a service is printed as one line, with what to do if that is known. */
export async function advised<T>(advice: Advice, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedByServiceError) || advice[error.code] === undefined) throw error;
    throw new Error(`${error.message}; ${advice[error.code]}`, { cause: error });
  }
}
