/**
 * Resolves as the promise does, or rejects with `no answer within N ms`. The promise itself continues: only
 * the wait ends.
 * @param ms milliseconds
 */
export function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
