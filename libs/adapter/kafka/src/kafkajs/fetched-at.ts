/** Keyed by the records of one partition, as they were handed to the client. */
const arrivals = new WeakMap<object, number>();

/** Remembers when the answer of a fetch had arrived, for the records of each of its partitions. */
export function noteFetched(records: object, at_ms: number): void {
  arrivals.set(records, at_ms);
}

/**
 * When the answer with these records had arrived or a little later, by `performance.now()`. Of records that nobody noted: now,
 * so that nothing that was learned before counts for them.
 */
export function fetchedAt(records: object | undefined): number {
  return (records === undefined ? undefined : arrivals.get(records)) ?? performance.now();
}
