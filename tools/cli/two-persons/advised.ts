import { RefusedByServiceError } from '../api/call.js';

/** What to do where a service refuses, by the code of its refusal. */
export type Advice = Readonly<Record<string, string>>;

/** Does the work; what a service refuses is one line that also says what to do, where that is known. */
export async function advised<T>(advice: Advice, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof RefusedByServiceError) || advice[error.code] === undefined) throw error;
    throw new Error(`${error.message}; ${advice[error.code]}`, { cause: error });
  }
}
