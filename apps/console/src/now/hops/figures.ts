import type { Hop } from '@stockproof/console';
import type { PartitionRead } from '../sources/answers.js';

/** The figures of a hop. */
export type Figures = Pick<Hop, 'per_second' | 'lag_messages' | 'oldest_seconds' | 'clears_in_seconds'>;

/** Nothing is known. */
export const NO_FIGURES: Figures = {
  per_second: null,
  lag_messages: null,
  oldest_seconds: null,
  clears_in_seconds: null,
};

/** Growth of a counter a second; null if one is not known, or if it was begun again between. */
export function rateOf(now: number | null, before: number | null, seconds: number | null): number | null {
  if (now === null || before === null || seconds === null || now < before) return null;
  return (now - before) / seconds;
}

/** In how many seconds a backlog is gone that shrinks as it did; null if it does not. */
export function clearsIn(lag: number | null, before: number | null, seconds: number | null): number | null {
  if (lag === 0) return 0;
  if (lag === null || before === null || seconds === null || lag >= before) return null;
  return (lag * seconds) / (before - lag);
}

/** What waits in all partitions; null if it is not known of one. */
export function lagOf(partitions: readonly PartitionRead[] | null): number | null {
  return partitions === null ? null : total(partitions.map(({ lag_messages }) => lag_messages));
}

/** Age of the oldest message that waits; null if it is not known of any partition. */
export function oldestOf(partitions: readonly PartitionRead[]): number | null {
  const known = partitions.flatMap(({ oldest_seconds }) => (oldest_seconds === null ? [] : [oldest_seconds]));
  return known.length === 0 ? null : Math.max(...known);
}

/** Sum; null if there is none, or one is null. */
export function total(numbers: readonly (number | null)[]): number | null {
  if (numbers.length === 0 || numbers.includes(null)) return null;
  return numbers.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}
