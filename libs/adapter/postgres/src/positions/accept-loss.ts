import type { Pool } from 'pg';
import { inTransaction } from '../transactions/transaction.js';
import type { Queryable } from '../transactions/transaction-statements.js';
import { claimShard, moveToLog, readGroupPositions, type StoredPosition } from './sql/consumer-position.js';

/**
 * The loss that an operator accepts. `other_log`: the topic was created again, or ends before the stored
 * offset. `lost_history`: records after the stored offset were deleted before they were read.
 */
export type Loss = 'other_log' | 'lost_history';

/** The present topic: its id, and the earliest and next offset of each partition. Null: it does not exist. */
export interface TopicNow {
  readonly topic_id: string;
  readonly ends: ReadonlyMap<number, { readonly low: number; readonly high: number }>;
}

/** A stored offset that was moved to the beginning of the present log. */
export interface MovedToLog extends StoredPosition {
  readonly to_offset: number;
}

/** Who accepts the loss, and why. */
export interface AcceptedBy {
  readonly consumer_group: string;
  readonly topicNow: (topic: string) => Promise<TopicNow | null>;
  /**
   * Called for each offset of another log before it is moved, to delete the group's committed offset at the
   * broker; otherwise it would look like a database that went back. It fails if the group still has members;
   * then nothing is moved.
   */
  readonly forgetCommitted?: (moved: MovedToLog) => Promise<void>;
  /** The service's own changes for a moved offset, in the same transaction. */
  readonly alsoIn?: (db: Queryable, moved: MovedToLog, epoch: number, loss: Loss) => Promise<void>;
}

/**
 * Returns where an offset restarts if this loss is accepted; null if it has not lost anything of this kind.
 */
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
 * Accepts a loss for a group: each affected offset moves to the beginning of the present log, in one
 * transaction per shard. A previous holder can no longer write. Offsets that lost nothing do not change, so
 * it is idempotent. Resolves with the moved offsets.
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
