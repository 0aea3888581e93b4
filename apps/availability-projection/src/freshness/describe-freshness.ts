import type { Freshness } from './answers.js';
import type { StoredFreshness } from './sql/partition-freshness.js';

/** What describeFreshness needs. Times in ms. */
export interface FreshnessFacts {
  readonly topic: string;
  /** Partitions that there are: one that was never noted is as old as can be. */
  readonly partitions: number;
  readonly stored: readonly StoredFreshness[];
  readonly bound_ms: number;
  readonly now_ms: number;
}

/** Describes how old each partition of the view is, and the oldest of them, as the query API judges it. Pure. */
export function describeFreshness(facts: FreshnessFacts): Freshness {
  const { topic, bound_ms, now_ms } = facts;
  const known = new Map(facts.stored.map(({ partition, as_of }) => [partition, as_of]));
  const partitions = Array.from({ length: facts.partitions }, (_none, partition) => {
    const as_of = known.get(partition) ?? null;
    const age_ms = as_of === null ? null : Math.max(0, now_ms - as_of.getTime());
    const status = statusOf(age_ms, bound_ms);
    return { partition, as_of: as_of?.toISOString() ?? null, age_ms, status };
  });
  const oldest_ms = partitions.reduce<number | null>(
    (oldest, { age_ms }) => (oldest === null || age_ms === null ? null : Math.max(oldest, age_ms)),
    0,
  );
  const at = new Date(now_ms).toISOString();
  return { topic, at, bound_ms, status: statusOf(oldest_ms, bound_ms), oldest_ms, partitions };
}

function statusOf(age_ms: number | null, bound_ms: number): Freshness['status'] {
  return age_ms !== null && age_ms <= bound_ms ? 'current' : 'stale';
}
