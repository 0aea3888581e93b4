import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { withFailpoint } from '@stockproof/failpoints';
import type { Pool } from 'pg';
import { retryTransient, type RetryOptions } from '../transactions/retry.js';
import { inTransaction } from '../transactions/transaction.js';
import { HeldShard } from './held-shard.js';
import {
  type GroupProgress,
  type PartitionKey,
  readGroupProgress,
  type ShardKey,
} from './sql/consumer-position.js';

/**
 * What HeldShards needs. `open` is called after each claim, before the shard's first batch; its rejection is
 * not retried. `close` is called once when the shard is revoked.
 */
export interface HeldShardsOptions<S> {
  readonly pool: Pool;
  readonly consumer_group: string;
  readonly retry: RetryOptions;
  /** Creates the state that the service keeps for a shard while it holds it. */
  readonly open: (held: HeldShard) => S | Promise<S>;
  readonly close?: (session: S) => Promise<void>;
}

/**
 * The shards that are assigned to a member of a consumer group, each claimed under its own epoch
 * (docs/design.md#effect-and-offset-in-one-transaction), with the service's state for it. There is one state
 * for all topics of a shard, so an offer is cached in one place only.
 */
export class HeldShards<S> {
  private readonly shards = new Map<number, { readonly held: HeldShard; readonly session: S }>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly options: HeldShardsOptions<S>) {}

  /**
   * Claims an assigned shard; the previous holder can then write for none of its topics. Resolves with the
   * stored offset of each topic.
   */
  async assigned(shard: Omit<ShardKey, 'consumer_group'>): Promise<ReadonlyMap<string, number | null>> {
    const { pool, consumer_group, retry, open } = this.options;
    const { partition } = shard;
    const key = { consumer_group, ...shard };
    const held = await retryTransient(
      () => withFailpoint('shard.claim', () => HeldShard.claim(pool, key, this.owner)),
      retry,
    );
    this.shards.set(partition, { held, session: await open(held) });
    return held.positions();
  }

  /** Stores the first offset of a topic. Idempotent. Throws FencedError. */
  async begun({ topic, partition }: Omit<PartitionKey, 'consumer_group'>, offset: number): Promise<void> {
    const { pool, retry } = this.options;
    const { held } = this.shards.get(partition) ?? notAssigned(topic, partition);
    await retryTransient(() => inTransaction(pool, (db) => held.advance(db, topic, offset)), retry);
    held.moved(topic, offset);
  }

  /** Returns the state of a held shard. Throws if the shard is not held. */
  of({ partition }: Pick<ShardKey, 'partition'>): S {
    return (this.shards.get(partition) ?? notAssigned('a batch', partition)).session;
  }

  /** How far the whole group has come in these topics, whichever process holds a partition. */
  progress(topics: readonly string[]): Promise<GroupProgress[]> {
    return readGroupProgress(this.options.pool, this.options.consumer_group, topics);
  }

  /** Closes the state of a shard. Idempotent. */
  async revoked({ partition }: Pick<ShardKey, 'partition'>): Promise<void> {
    const shard = this.shards.get(partition);
    this.shards.delete(partition);
    if (shard !== undefined) await this.options.close?.(shard.session);
  }
}

function notAssigned(what: string, partition: number): never {
  throw new Error(`${what} of shard ${partition}, which is not assigned`);
}
