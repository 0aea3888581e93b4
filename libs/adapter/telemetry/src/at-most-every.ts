/**
 * Reads at most once in `every_ms`, however often it is asked; in between everybody gets the last answer. What failed
 * is read again at once. For gauges whose reading costs the database something.
 */
export function atMostEvery<T>(
  every_ms: number,
  read: () => Promise<T>,
  now_ms: () => number = Date.now,
): () => Promise<T> {
  let last: { readonly at_ms: number; readonly value: Promise<T> } | null = null;
  return () => {
    if (last !== null && now_ms() - last.at_ms < every_ms) return last.value;
    const value = read();
    last = { at_ms: now_ms(), value };
    value.catch(() => {
      last = null;
    });
    return value;
  };
}
