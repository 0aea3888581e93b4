/**
 * Resolves as `work` does, whose signal is aborted after so many ms. The signal is forgotten once the work is done, unlike
 * one of `AbortSignal.timeout`: that one is kept until its time has come, with all that its listeners refer to, such as
 * the body of a request.
 */
export async function abortAfter<T>(ms: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
