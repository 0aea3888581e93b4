/** Thrown by `within` for a promise that did not settle in time. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/**
 * Resolves as the promise does, or rejects with a NoAnswerError, `no answer within N ms`. The promise itself continues: only
 * the wait ends.
 * @param ms milliseconds
 */
export function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new NoAnswerError(ms)), ms);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
