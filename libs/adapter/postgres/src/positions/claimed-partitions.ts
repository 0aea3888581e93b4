import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { crossing, type FailpointName } from '@stockproof/failpoints';
import type { Pool } from 'pg';
import { retryTransient, type RetryOptions } from '../retry.js';
import { type Queryable, writeTransaction } from '../transaction.js';
import { advanceOrExplain, type Claim, type PartitionKey } from './position.js';
import { claimPartition } from './sql/claim-partition.js';

/** A partition that this process owns: the key of its position, and the claim it writes under. */
export interface ClaimedPartition {
  readonly key: PartitionKey;
  /** Replaced with every position that is stored. */
  claim: Claim;
}

/** Consecutive messages of one partition, in order. */
export interface TakenBatch extends Omit<PartitionKey, 'consumer_group'> {
  readonly messages: readonly { readonly offset: number }[];
}

/** The partitions that a consumer group's member was given, each under a claim of its own epoch (rule 2). */
export class ClaimedPartitions {
  private readonly claimed = new Map<string, ClaimedPartition>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly pool: Pool, private readonly consumer_group: string, private readonly retry: RetryOptions) {}

  /** Takes a partition over; gives the stored position, null where nobody has read yet. */
  async claim({ topic, partition }: Omit<PartitionKey, 'consumer_group'>): Promise<number | null> {
    const key = { consumer_group: this.consumer_group, topic, partition };
    const claim = await retryTransient(() => crossing('position.claim', () => claimPartition(this.pool, key, this.owner)), this.retry);
    this.claimed.set(`${topic}/${partition}`, { key, claim });
    return claim.next_offset;
  }

  /** Throws for a partition that is not ours. */
  of({ topic, partition }: Omit<PartitionKey, 'consumer_group'>): ClaimedPartition {
    const claimed = this.claimed.get(`${topic}/${partition}`);
    if (claimed === undefined) throw new Error(`a batch of ${topic}/${partition}, which is not assigned`);
    return claimed;
  }

  /**
   * Does what a batch asks in the transaction that moves its position, as often as it takes; null when an attempt of
   * unknown outcome had done it. Throws FencedError when the partition has another owner.
   */
  async take<T>(name: FailpointName, batch: TakenBatch, work: (db: Queryable) => Promise<T>): Promise<T | null> {
    const claimed = this.of(batch);
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    const done = await retryTransient(() => writeTransaction(name, this.pool, async (db) =>
      ((await advanceOrExplain(db, claimed.key, claimed.claim, next_offset)) === 'already_applied' ? null : work(db))), this.retry);
    claimed.claim = { ...claimed.claim, next_offset };
    return done;
  }

  release({ topic, partition }: Omit<PartitionKey, 'consumer_group'>): void {
    this.claimed.delete(`${topic}/${partition}`);
  }
}
