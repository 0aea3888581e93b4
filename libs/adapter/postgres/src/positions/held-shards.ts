import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { withFailpoint } from '@stockproof/failpoints';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import { retryTransient, type RetryOptions } from '../retry.js';
import { inTransaction } from '../transaction.js';
import { HeldShard } from './held-shard.js';
import type { PartitionKey } from './position.js';
import type { ShardKey } from './sql/consumer-position.js';

export interface HeldShardsOptions<S> {
  readonly pool: Pool;
  readonly consumer_group: string;
  readonly retry: RetryOptions;
  /** Makes what the service keeps of a shard while it holds it. */
  readonly open: (held: HeldShard) => S | Promise<S>;
  readonly close?: (session: S) => Promise<void>;
}

/**
 * The shards that a consumer group's member was given, each under a claim of its own epoch
 * (docs/design.md#effect-and-offset-in-one-transaction), with what the service keeps of it: one for all
 * topics of the shard, so that nothing is remembered of an offer in two places.
 */
export class HeldShards<S> {
  private readonly shards = new Map<number, { readonly held: HeldShard; readonly session: S }>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly options: HeldShardsOptions<S>) {}

  /**
   * Takes a shard over: whoever held it before can write no more, in none of its topics. Gives the stored
   * positions.
   */
  async assigned(shard: Omit<ShardKey, 'consumer_group'>): Promise<ReadonlyMap<string, number | null>> {
    const { pool, consumer_group, retry, open } = this.options;
    const { partition } = shard;
    const key = { consumer_group, ...shard };
    const held = await retryTransient(
      () => withFailpoint('position.claim', () => HeldShard.claim(pool, key, this.owner)),
      retry,
    );
    this.shards.set(partition, { held, session: await open(held) });
    return held.positions();
  }

  /** Stores where a topic is begun. Done again, it changes nothing. Throws FencedError. */
  async begun({ topic, partition }: Omit<PartitionKey, 'consumer_group'>, offset: number): Promise<void> {
    const { pool, retry } = this.options;
    const { held } = this.shards.get(partition) ?? notAssigned(topic, partition);
    await retryTransient(() => inTransaction(pool, (db) => held.advance(db, topic, offset)), retry);
    held.moved(topic, offset);
  }

  /** Throws for a shard that is not held. */
  of({ partition }: Pick<ShardKey, 'partition'>): S {
    return (this.shards.get(partition) ?? notAssigned('a batch', partition)).session;
  }

  async revoked({ partition }: Pick<ShardKey, 'partition'>): Promise<void> {
    const shard = this.shards.get(partition);
    this.shards.delete(partition);
    if (shard !== undefined) await this.options.close?.(shard.session);
  }
}

/** About 100 MB with ordinary offers; the least recently changed are read again when they change. */
const MAX_KNOWN_ROWS = 100_000;
// By size: by number it would take the room for all of them with every assignment of a shard.
const BOUNDED = { maxSize: MAX_KNOWN_ROWS, sizeCalculation: () => 1 };

/**
 * The rows of a shard that its holder knows, by a key of the caller's: one for all topics of the shard, gone
 * with the claim.
 */
export function knownRows<Row extends object>(): LRUCache<string, Row> {
  return new LRUCache<string, Row>(BOUNDED);
}

function notAssigned(what: string, partition: number): never {
  throw new Error(`${what} of shard ${partition}, which is not assigned`);
}
