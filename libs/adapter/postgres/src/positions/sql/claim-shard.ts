import type { Queryable } from '../../transaction.js';

// Two claims of one shard, one after the other: the epoch that the second raises must be the one that the first gave.
const LOCK = `SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2::int, 0))`;

// All rows of the shard, also of topics that this claimer does not read: whoever reads those must not write beside it.
const CLAIM = `
  WITH shard AS (
    SELECT coalesce(max(epoch), 0) + 1 AS epoch FROM consumer_position WHERE consumer_group = $1 AND partition = $2
  ), claimed AS (
    INSERT INTO consumer_position (consumer_group, topic, partition, epoch, claimed_by, claimed_at)
    SELECT $1, topic, $2, shard.epoch, $4, now()
    FROM shard, (
      SELECT unnest($3::text[]) AS topic
      UNION SELECT topic FROM consumer_position WHERE consumer_group = $1 AND partition = $2
    ) AS topics
    ORDER BY topic COLLATE "C"
    ON CONFLICT (consumer_group, topic, partition) DO UPDATE
      SET epoch = excluded.epoch, claimed_by = excluded.claimed_by, claimed_at = excluded.claimed_at
    RETURNING topic, epoch, next_offset
  )
  SELECT topic, epoch, next_offset FROM claimed WHERE topic = ANY ($3::text[])`;

/** A consumer group's shard: one partition number over topics. */
export interface ShardKey {
  readonly consumer_group: string;
  readonly partition: number;
  readonly topics: readonly string[];
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
}

/**
 * Takes a shard over, in the caller's transaction: once that is committed, every write of any of its topics with an older
 * epoch is refused. Waits for transactions of the previous holder that are just committing.
 */
export async function claimShard(db: Queryable, { consumer_group, partition, topics }: ShardKey, claimed_by: string): Promise<ShardClaim> {
  await db.query({ name: 'lock-shard', text: LOCK, values: [consumer_group, partition] });
  const { rows } = await db.query<Row>({ name: 'claim-shard', text: CLAIM, values: [consumer_group, partition, topics, claimed_by] });
  const [first] = rows;
  if (first === undefined) throw new Error('claim-shard returned no row');
  return { epoch: first.epoch, next_offsets: new Map(rows.map(({ topic, next_offset }) => [topic, next_offset])) };
}
