import type { Queryable } from '../../transaction.js';
import { requireSameTopic } from '../other-topic.js';
import { lockShard } from './lock-shard.js';

// All rows of the shard, also of topics that this claimer does not read: whoever reads those must not write
// next to it.
const SQL = `
  WITH shard AS (
    SELECT coalesce(max(epoch), 0) + 1 AS epoch FROM consumer_position WHERE consumer_group = $1 AND partition = $2
  ), claimed AS (
    INSERT INTO consumer_position (consumer_group, topic, partition, epoch, claimed_by, claimed_at, topic_id)
    SELECT $1, topic, $2, shard.epoch, $4, now(), topic_id
    FROM shard, (
      SELECT topic, topic_id FROM unnest($3::text[], $5::uuid[]) AS asked (topic, topic_id)
      UNION ALL SELECT topic, NULL FROM consumer_position WHERE consumer_group = $1 AND partition = $2 AND topic <> ALL ($3::text[])
    ) AS topics
    ORDER BY topic COLLATE "C"
    ON CONFLICT (consumer_group, topic, partition) DO UPDATE
      SET epoch = excluded.epoch, claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at,
        topic_id = coalesce(consumer_position.topic_id, excluded.topic_id)
    RETURNING topic, epoch, next_offset, topic_id
  )
  SELECT topic, epoch, next_offset, topic_id FROM claimed WHERE topic = ANY ($3::text[])`;

/** A consumer group's shard: one partition number over topics. */
export interface ShardKey {
  readonly consumer_group: string;
  readonly partition: number;
  readonly topics: readonly string[];
  /** The id of each topic as it is now; who claims without reading leaves it out. */
  readonly topic_ids?: ReadonlyMap<string, string>;
}

/** What claiming a shard gives: the epoch to write under and the next offset to read of each topic. */
export interface ShardClaim {
  readonly epoch: number;
  /** Null where the group has never read. */
  readonly next_offsets: ReadonlyMap<string, number | null>;
}

interface Row {
  readonly topic: string;
  readonly epoch: number;
  readonly next_offset: number | null;
  readonly topic_id: string | null;
}

/**
 * Takes a shard over, in the caller's transaction: once that is committed, every write of any of its topics
 * with an older epoch is refused. Waits for transactions of the previous holder that are just committing.
 * Throws OtherTopicError, and claims nothing, when a position is of another topic than the one that bears the
 * name now.
 */
export async function claimShard(
  db: Queryable,
  { consumer_group, partition, topics, topic_ids }: ShardKey,
  claimed_by: string,
): Promise<ShardClaim> {
  await lockShard(db, consumer_group, partition);
  const { rows } = await db.query<Row>({
    name: 'claim-shard',
    text: SQL,
    values: [
      consumer_group,
      partition,
      topics,
      claimed_by,
      topics.map((topic) => topic_ids?.get(topic) ?? null),
    ],
  });
  const [first] = rows;
  if (first === undefined) throw new Error('claim-shard returned no row');
  for (const { topic, topic_id } of rows)
    requireSameTopic(`${topic}/${partition}`, topic_id, topic_ids?.get(topic) ?? topic_id);
  return {
    epoch: first.epoch,
    next_offsets: new Map(rows.map(({ topic, next_offset }) => [topic, next_offset])),
  };
}
