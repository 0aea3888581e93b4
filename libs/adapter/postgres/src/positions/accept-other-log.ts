import type { Pool } from 'pg';
import { inTransaction, type Queryable } from '../transaction.js';
import { claimShard } from './sql/claim-shard.js';
import { moveToLog } from './sql/move-to-log.js';
import { readGroupPositions, type StoredPosition } from './sql/read-group-positions.js';

/** A topic as it is now: its id, and the earliest and next offset of each partition. Null: it is gone. */
export interface TopicNow {
  readonly topic_id: string;
  readonly ends: ReadonlyMap<number, { readonly low: number; readonly high: number }>;
}

/** A position that was put at the beginning of the log that is there now. */
export interface MovedToLog extends StoredPosition {
  readonly to_offset: number;
}

export interface AcceptedBy {
  readonly consumer_group: string;
  readonly topicNow: (topic: string) => Promise<TopicNow | null>;
  /** What the service itself has to do for it, in the same transaction. */
  readonly alsoIn?: (db: Queryable, moved: MovedToLog, epoch: number) => Promise<void>;
}

const CLAIMED_BY = 'accept-other-log';

/** Where a position has to begin again: in another topic, or beyond the end of its own. Null: it may be read on from. */
export function beginsAgainAt({ partition, next_offset, topic_id }: StoredPosition, now: TopicNow): number | null {
  const ends = now.ends.get(partition);
  if (ends === undefined) return null;
  const other = topic_id !== null && topic_id !== now.topic_id;
  return other || (next_offset !== null && next_offset > ends.high) ? ends.low : null;
}

/**
 * Lets a group go on where what it read is another log now: each such position is put at the beginning of it. Whoever holds
 * a shard and still believes in the old log can write nothing from here on. Positions that are sound are left alone.
 */
export async function acceptOtherLogs(pool: Pool, { consumer_group, topicNow, alsoIn }: AcceptedBy): Promise<MovedToLog[]> {
  const moved: MovedToLog[] = [];
  const known = new Map<string, TopicNow | null>();
  for (const stored of await readGroupPositions(pool, consumer_group)) {
    const { topic, partition } = stored;
    if (!known.has(topic)) known.set(topic, await topicNow(topic));
    const now = known.get(topic) ?? null;
    const to_offset = now === null ? null : beginsAgainAt(stored, now);
    if (now === null || to_offset === null) continue;
    await inTransaction(pool, async (db) => {
      const { epoch } = await claimShard(db, { consumer_group, partition, topics: [topic] }, CLAIMED_BY);
      await moveToLog(db, { consumer_group, topic, partition }, now.topic_id, to_offset);
      await alsoIn?.(db, { ...stored, to_offset }, epoch);
    });
    moved.push({ ...stored, to_offset });
  }
  return moved;
}

/** What an operator is told, a line a position, and what is to be done next. */
export function tellMoved(moved: readonly MovedToLog[], next: string): string {
  if (moved.length === 0) return 'every position is in its log\n';
  const lines = moved.map(({ topic, partition, next_offset, to_offset }) =>
    `${topic}/${partition}: was at ${next_offset} of the old log, begins at ${to_offset} of the one that is there`);
  return `${[...lines, next].join('\n')}\n`;
}
