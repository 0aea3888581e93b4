import type { Queryable } from '../../transactions/transaction-statements.js';
import { requireSameTopic } from '../other-topic.js';

/** Identifies a consumer group's stored offset of one partition, a row of `consumer_position`. */
export interface PartitionKey {
  readonly consumer_group: string;
  readonly topic: string;
  readonly partition: number;
}

/** The epoch of the shard, and the next offset of one of its topics (null: never read). */
export interface Claim {
  readonly epoch: number;
  readonly next_offset: number | null;
}

const READ_POSITION_SQL = `
  SELECT epoch, next_offset FROM consumer_position
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3`;

/** Reads the stored epoch and offset; undefined if the partition was never claimed. */
export async function readPosition(db: Queryable, key: PartitionKey): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>({
    name: 'read-offset',
    text: READ_POSITION_SQL,
    values: [key.consumer_group, key.topic, key.partition],
  });
  return rows[0];
}

const READ_GROUP_POSITIONS_SQL = `
  SELECT topic, partition, next_offset, topic_id FROM consumer_position WHERE consumer_group = $1 ORDER BY topic COLLATE "C", partition`;

/** A stored offset with its epoch and topic id; null if the topic was never begun. */
export interface StoredPosition {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: number | null;
  readonly topic_id: string | null;
}

/** Reads every stored offset of a group. */
export async function readGroupPositions(db: Queryable, consumer_group: string): Promise<StoredPosition[]> {
  return (
    await db.query<StoredPosition>({
      name: 'read-group-offsets',
      text: READ_GROUP_POSITIONS_SQL,
      values: [consumer_group],
    })
  ).rows;
}

const READ_PROGRESS_SQL = `
  SELECT topic, partition, next_offset, epoch, claimed_by, updated_at FROM consumer_position
  WHERE consumer_group = $1 AND topic = ANY ($2::text[]) ORDER BY topic COLLATE "C", partition`;

/** How far a group has come in one partition, and who holds it. */
export interface GroupProgress {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: number | null;
  readonly epoch: number;
  /** The process that claimed it last. */
  readonly claimed_by: string;
  /** When the offset moved last; of the first claim if it never moved. */
  readonly updated_at: Date;
}

/** Reads how far a group has come in these topics; a partition that was never claimed is left out. */
export async function readGroupProgress(
  db: Queryable,
  consumer_group: string,
  topics: readonly string[],
): Promise<GroupProgress[]> {
  const values = [consumer_group, topics];
  return (await db.query<GroupProgress>({ name: 'read-group-progress', text: READ_PROGRESS_SQL, values }))
    .rows;
}

const LOCK_SHARD_SQL = `SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2::int, 0))`;

/** Serialises claims of one shard, also the first two, when there is no row to lock yet. */
async function lockShard(db: Queryable, consumer_group: string, partition: number): Promise<void> {
  await db.query({ name: 'lock-shard', text: LOCK_SHARD_SQL, values: [consumer_group, partition] });
}

// All rows of the shard, also of topics that this claimer does not read: the reader of those must not
// write at the same time.
const CLAIM_SHARD_SQL = `
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

/** Identifies a consumer group's shard: one partition number of several topics. */
export interface ShardKey {
  readonly consumer_group: string;
  readonly partition: number;
  readonly topics: readonly string[];
  /** The present id of each topic; left out by a claimer that does not read. */
  readonly topic_ids?: ReadonlyMap<string, string>;
}

/** The result of a claim: the epoch to write under, and the next offset of each topic. */
export interface ShardClaim {
  readonly epoch: number;
  /** Null if the group has never read the topic. */
  readonly next_offsets: ReadonlyMap<string, number | null>;
}

interface ClaimShardRow {
  readonly topic: string;
  readonly epoch: number;
  readonly next_offset: number | null;
  readonly topic_id: string | null;
}

/**
 * Claims a shard in the caller's transaction. Once that is committed, every write with an older epoch is
 * refused, for any of its topics. It waits for transactions of the previous holder that are committing.
 * Throws OtherTopicError, and claims nothing, if a stored offset belongs to another topic than the present
 * one of that name.
 */
export async function claimShard(
  db: Queryable,
  { consumer_group, partition, topics, topic_ids }: ShardKey,
  claimed_by: string,
): Promise<ShardClaim> {
  await lockShard(db, consumer_group, partition);
  const { rows } = await db.query<ClaimShardRow>({
    name: 'claim-shard',
    text: CLAIM_SHARD_SQL,
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

const ADVANCE_POSITION_SQL = `
  UPDATE consumer_position SET next_offset = $6, updated_at = now()
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3
    AND epoch = $4 AND next_offset IS NOT DISTINCT FROM $5`;

/**
 * Moves the stored offset from `from` to `to`. Returns false if it was not at `from` under this epoch: the
 * caller was fenced, or an earlier COMMIT of unknown outcome took effect (see `commitOffset`).
 */
export async function advancePosition(
  db: Queryable,
  key: PartitionKey,
  epoch: number,
  from: number | null,
  to: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'advance-offset',
    text: ADVANCE_POSITION_SQL,
    values: [key.consumer_group, key.topic, key.partition, epoch, from, to],
  });
  return rowCount === 1;
}

const MOVE_TO_LOG_SQL = `
  UPDATE consumer_position SET topic_id = $4, next_offset = $5, updated_at = now()
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3`;

/** Moves a stored offset to another log. Only in the transaction of a claim. */
export async function moveToLog(
  db: Queryable,
  key: PartitionKey,
  topic_id: string,
  next_offset: number,
): Promise<void> {
  await db.query({
    name: 'move-to-log',
    text: MOVE_TO_LOG_SQL,
    values: [key.consumer_group, key.topic, key.partition, topic_id, next_offset],
  });
}
