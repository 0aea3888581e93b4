import { LRUCache } from 'lru-cache';

/** Default of what a shard remembers. */
const DEFAULT_ROWS = 5_000;

/**
 * A cache of rows by a key of the caller's. There is one per shard, for all topics, and it ends with the
 * claim. `most` bounds the sum of the rows' weights; a row with many parts weighs more than one, and one that
 * exceeds `most` alone is not kept. The least recently used rows are dropped, and read again when needed.
 */
export function knownRows<Row extends object>(
  weigh: (row: Row) => number = () => 1,
  most = DEFAULT_ROWS,
): LRUCache<string, Row> {
  // Limited by weight, because a limit by number allocates all entries at each assignment.
  return new LRUCache<string, Row>({ maxSize: most, sizeCalculation: (row) => Math.max(1, weigh(row)) });
}

/** What each of `partitions` shards may remember, so that a process that holds all of them remembers `all`. */
export function shareOfShard(all: number, partitions: number): number {
  return Math.max(1, Math.floor(all / partitions));
}
