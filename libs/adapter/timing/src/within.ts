/**
 * The answer, or an error `no answer within N ms` when it has not come by then. What was asked goes on: only the wait ends.
 * @param ms milliseconds
 */
export function within<T>(ms: number, asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}
