import type { FailpointName } from '@stockproof/failpoints';
import type { Pool } from 'pg';
import { retryTransient, type RetryOptions } from '../retry.js';
import { inTransaction, type Queryable, writeTransaction } from '../transaction.js';
import { type Advance, advanceOrExplain, type Claim, type PartitionKey } from './position.js';
import { claimShard, type ShardClaim, type ShardKey } from './sql/claim-shard.js';

/** Consecutive messages of one partition, in order. */
export interface TakenBatch extends Omit<PartitionKey, 'consumer_group'> {
  readonly messages: readonly { readonly offset: number }[];
}

/** A shard that this process holds: the one epoch it writes under, and where it stands in each topic. */
export class HeldShard {
  readonly partition: number;
  readonly epoch: number;
  private readonly next_offsets: Map<string, number | null>;

  /** In a transaction of its own. */
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

  positions(): ReadonlyMap<string, number | null> {
    return this.next_offsets;
  }

  key(topic: string): PartitionKey {
    return { consumer_group: this.shard.consumer_group, topic, partition: this.partition };
  }

  /** Throws for a topic that is not of the shard. */
  claim(topic: string): Claim {
    const next_offset = this.next_offsets.get(topic);
    if (next_offset === undefined) throw new Error(`${topic}/${this.partition} is not assigned`);
    return { epoch: this.epoch, next_offset };
  }

  /** Moves the stored position inside the transaction of the effect; call `moved` when that is committed. Throws FencedError. */
  advance(db: Queryable, topic: string, next_offset: number): Promise<Advance> {
    return advanceOrExplain(db, this.key(topic), this.claim(topic), next_offset);
  }

  moved(topic: string, next_offset: number): void {
    this.next_offsets.set(topic, next_offset);
  }

  /**
   * Does what a batch asks in the transaction that moves its position, as often as it takes; null when an attempt of
   * unknown outcome had done it. Throws FencedError when the shard has another holder.
   */
  async take<T>(
    {
      name,
      pool,
      retry,
    }: { readonly name: FailpointName; readonly pool: Pool; readonly retry: RetryOptions },
    { topic, messages }: TakenBatch,
    work: (db: Queryable) => Promise<T>,
  ): Promise<T | null> {
    const next_offset = (messages.at(-1)?.offset ?? -1) + 1;
    const done = await retryTransient(
      () =>
        writeTransaction(name, pool, async (db) =>
          (await this.advance(db, topic, next_offset)) === 'already_applied' ? null : work(db),
        ),
      retry,
    );
    this.moved(topic, next_offset);
    return done;
  }
}
