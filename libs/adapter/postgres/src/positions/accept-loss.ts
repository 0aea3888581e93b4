import type { Pool } from 'pg';
import { inTransaction, type Queryable } from '../transaction.js';
import { claimShard, moveToLog, readGroupPositions, type StoredPosition } from './sql/consumer-position.js';

/**
 * What an operator accepts as lost. `other_log`: the topic was made again, or ends before what was read of it.
 * `lost_history`: its beginning was deleted before it was read.
 */
export type Loss = 'other_log' | 'lost_history';

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
  /**
   * Called for each position of another log before it is moved, to make the broker forget what was committed of the old one:
   * it would look like a database that went back. Refused by a group that still has members, nothing is moved.
   */
  readonly forgetCommitted?: (moved: MovedToLog) => Promise<void>;
  /** What the service itself has to do for it, in the same transaction. */
  readonly alsoIn?: (db: Queryable, moved: MovedToLog, epoch: number, loss: Loss) => Promise<void>;
}

/** Where a position begins again when this loss is accepted. Null: it did not lose that. */
export function beginsAgainAt(
  loss: Loss,
  { partition, next_offset, topic_id }: StoredPosition,
  now: TopicNow,
): number | null {
  const ends = now.ends.get(partition);
  if (ends === undefined) return null;
  const other = topic_id !== null && topic_id !== now.topic_id;
  if (loss === 'lost_history')
    return !other && next_offset !== null && next_offset < ends.low ? ends.low : null;
  return other || (next_offset !== null && next_offset > ends.high) ? ends.low : null;
}

/**
 * Lets a group go on where what it has not read is lost: each such position is put at the beginning of the log that is
 * there. Whoever holds a shard and still believes in the old position can write nothing from here on. Positions that lost
 * nothing are left alone, so it may be done again.
 */
export async function acceptLoss(
  loss: Loss,
  pool: Pool,
  { consumer_group, topicNow, forgetCommitted, alsoIn }: AcceptedBy,
): Promise<MovedToLog[]> {
  const moved: MovedToLog[] = [];
  const known = new Map<string, TopicNow | null>();
  for (const stored of await readGroupPositions(pool, consumer_group)) {
    const { topic, partition } = stored;
    if (!known.has(topic)) known.set(topic, await topicNow(topic));
    const now = known.get(topic) ?? null;
    const to_offset = now === null ? null : beginsAgainAt(loss, stored, now);
    if (now === null || to_offset === null) continue;
    if (loss === 'other_log') await forgetCommitted?.({ ...stored, to_offset });
    await inTransaction(pool, async (db) => {
      const { epoch } = await claimShard(
        db,
        { consumer_group, partition, topics: [topic] },
        `accept ${loss}`,
      );
      await moveToLog(db, { consumer_group, topic, partition }, now.topic_id, to_offset);
      await alsoIn?.(db, { ...stored, to_offset }, epoch, loss);
    });
    moved.push({ ...stored, to_offset });
  }
  return moved;
}
