import type { FailpointName } from '@stockproof/failpoints';
import type { Pool } from 'pg';
import { retryTransient, type RetryOptions } from '../transactions/retry.js';
import type { Queryable } from '../transactions/transaction-statements.js';
import { inTransaction, awaitPipelined, writeTransaction } from '../transactions/transaction.js';
import { type Advance, commitOffset } from './position.js';
import {
  type Claim,
  claimShard,
  type PartitionKey,
  type ShardClaim,
  type ShardKey,
} from './sql/consumer-position.js';

/**
 * How a batch is committed. If the signal of `retry` is aborted, it may be unknown whether the last attempt
 * committed.
 */
export interface CommitOptions {
  /** Failpoint of the transaction. */
  readonly name: FailpointName;
  readonly pool: Pool;
  readonly retry: RetryOptions;
}

/** The end of a batch: the offset to store with its effect. */
export interface BatchEnd {
  readonly topic: string;
  /** The offset after its last message. */
  readonly next_offset: number;
}

/** Returns the end of consecutive messages of one partition, in offset order; offset 0 if there are none. */
export function endOf({
  topic,
  messages,
}: {
  readonly topic: string;
  readonly messages: readonly { readonly offset: number }[];
}): BatchEnd {
  return { topic, next_offset: (messages.at(-1)?.offset ?? -1) + 1 };
}

/** A shard that this process holds, with its epoch and the next offset of each topic. */
export class HeldShard {
  readonly partition: number;
  readonly epoch: number;
  private readonly next_offsets: Map<string, number | null>;

  /** Claims the shard in a transaction of its own. */
  static async claim(pool: Pool, key: ShardKey, claimed_by: string): Promise<HeldShard> {
    return new HeldShard(key, await inTransaction(pool, (db) => claimShard(db, key, claimed_by)));
  }

  constructor(
    private readonly shard: Omit<ShardKey, 'topics'>,
    claim: ShardClaim,
  ) {
    this.partition = shard.partition;
    this.epoch = claim.epoch;
    this.next_offsets = new Map(claim.next_offsets);
  }

  /** Next offset by topic; null if the topic was never begun. */
  positions(): ReadonlyMap<string, number | null> {
    return this.next_offsets;
  }

  /** The key of a topic’s stored offset in this shard. */
  key(topic: string): PartitionKey {
    return { consumer_group: this.shard.consumer_group, topic, partition: this.partition };
  }

  /** Returns epoch and next offset for a topic. Throws if the topic is not part of the shard. */
  claim(topic: string): Claim {
    const next_offset = this.next_offsets.get(topic);
    if (next_offset === undefined) throw new Error(`${topic}/${this.partition} is not assigned`);
    return { epoch: this.epoch, next_offset };
  }

  /**
   * Moves the stored offset inside the transaction of the effect; call `moved` after the commit. Throws
   * FencedError.
   */
  advance(db: Queryable, topic: string, next_offset: number): Promise<Advance> {
    return commitOffset(db, this.key(topic), this.claim(topic), next_offset);
  }

  /** Follows a committed `advance`: the next batch starts at this offset. */
  moved(topic: string, next_offset: number): void {
    this.next_offsets.set(topic, next_offset);
  }

  /**
   * Runs `write` in the transaction that moves the stored offset to the end of the batch, and retries while
   * the database is unavailable. Returns null if an earlier attempt of unknown outcome had committed; nothing
   * was written then. Throws FencedError if the shard has another holder.
   */
  commit<T>(how: CommitOptions, end: BatchEnd, write: (db: Queryable) => Promise<T>): Promise<T | null> {
    return this.readAndCommit(how, end, () => Promise.resolve(), write);
  }

  /**
   * Like `commit`, for decisions on rows that `read` returns. The fence and the reads are sent in one round
   * trip, the fence first. They need not be awaited one by one: PostgreSQL runs the statements of a
   * connection in the order sent, so the reads see the database after the fence has locked the stored offset.
   * `write` is called only after the fence has succeeded.
   */
  async readAndCommit<F, T>(
    { name, pool, retry }: CommitOptions,
    { topic, next_offset }: BatchEnd,
    read: (db: Queryable) => Promise<F>,
    write: (db: Queryable, facts: F) => Promise<T>,
  ): Promise<T | null> {
    const attempt = async (db: Queryable): Promise<T | null> => {
      const [fence, facts] = await awaitPipelined([this.advance(db, topic, next_offset), read(db)]);
      return fence === 'already_applied' ? null : write(db, facts);
    };
    const done = await retryTransient(() => writeTransaction(name, pool, attempt), retry);
    this.moved(topic, next_offset);
    return done;
  }
}
