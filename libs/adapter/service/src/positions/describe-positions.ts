import type { PartitionBacklog } from '@stockproof/kafka';
import type { GroupProgress } from '@stockproof/postgres';
import type { Positions } from './answers.js';

const MS_PER_S = 1_000;

/** What is known of a group: its stored offsets, what this process reads, and the ends of the topics. */
export interface GroupFacts {
  readonly stored: readonly GroupProgress[];
  /** Of the partitions that this process holds. */
  readonly backlog: readonly PartitionBacklog[];
  /** Next offset to fetch of each partition that this process holds, by `topic/partition`. */
  readonly positions: ReadonlyMap<string, number>;
  /** Next offset by partition; a topic for which Kafka did not answer is left out. */
  readonly ends: ReadonlyMap<string, ReadonlyMap<number, number>>;
  readonly now_ms: number;
}

/**
 * Describes how far a group has come, one entry for each stored offset. The position of a partition that this process
 * holds is where it fetches next, which passes transaction markers; the stored offset does not. Pure.
 */
export function describePositions(facts: GroupFacts): Positions['partitions'] {
  const backlog = new Map(facts.backlog.map((one) => [`${one.topic}/${one.partition}`, one]));
  return facts.stored.map(({ topic, partition, next_offset, epoch, claimed_by, updated_at }) => {
    const key = `${topic}/${partition}`;
    const fetched = facts.positions.get(key);
    const position = fetched ?? next_offset;
    const end = facts.ends.get(topic)?.get(partition) ?? null;
    const lag_messages = position === null || end === null ? null : Math.max(0, end - position);
    return {
      topic,
      partition,
      position,
      end,
      lag_messages,
      oldest_seconds: oldestSeconds(lag_messages, backlog.get(key)?.oldest_ms ?? null, facts.now_ms),
      last_progress_at: updated_at.toISOString(),
      holder: claimed_by,
      held_here: fetched !== undefined,
      epoch,
    };
  });
}

/** A timestamp ahead of this clock counts as now. */
function oldestSeconds(lag: number | null, oldest_ms: number | null, now_ms: number): number | null {
  if (lag === 0) return 0;
  return oldest_ms === null ? null : Math.max(0, now_ms - oldest_ms) / MS_PER_S;
}
