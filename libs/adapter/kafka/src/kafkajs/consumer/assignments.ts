import type { Shard, ShardHandler, TopicPartition } from '../../port.js';
import { AssignedShard, type AssignedTopic } from '../shards/assigned-shard.js';
import { checkCommitted, checkLog, checkTopic, refuse } from '../log-identity/check-log.js';

/**
 * What Assignments needs of its consumer. `fail` ends the consumer: the handler rejected, or a shard could
 * not be positioned.
 */
export interface AssignmentContext {
  readonly handler: Pick<ShardHandler, 'assigned' | 'begun' | 'revoked'>;
  readonly topicIds: () => Promise<ReadonlyMap<string, string | null>>;
  /** The offset that the group committed of a partition; null if there is none, or if it is not compared. */
  readonly committed: (at: TopicPartition) => Promise<number | null>;
  readonly offsets: (at: TopicPartition) => Promise<{ low: number; high: number }>;
  readonly seek: (at: TopicPartition, offset: number) => void;
  readonly fail: (cause: Error) => void;
}

/**
 * The shards that this member holds. Each join of the group counts as a new assignment of everything, because
 * another member may have held a shard in between. Calls to the handler about one shard never overlap: the
 * next assignment waits until the current batch is done.
 */
export class Assignments {
  private readonly current = new Map<number, AssignedShard>();
  private readonly tails = new Map<number, Promise<void>>();
  /** The topic id of each name when this member first read it; offsets in memory belong to that log. */
  private readonly topic_ids = new Map<string, string>();

  constructor(private readonly context: AssignmentContext) {}

  get({ topic, partition }: TopicPartition): AssignedTopic | undefined {
    return this.current.get(partition)?.topics.find(({ at }) => at.topic === topic);
  }

  shards(): AssignedShard[] {
    return [...this.current.values()];
  }

  topics(): AssignedTopic[] {
    return this.shards().flatMap(({ topics }) => topics);
  }

  joined(partitions: readonly TopicPartition[]): void {
    this.loseAll();
    for (const [partition, topics] of byNumber(partitions)) {
      const shard = new AssignedShard(partition, topics, Date.now());
      this.current.set(partition, shard);
      shard.ready = this.after(partition, () => this.position(shard));
    }
  }

  /** Gives up all shards. Resolves when the handler has been called for each. */
  async release(): Promise<void> {
    this.loseAll();
    await Promise.all(this.tails.values());
  }

  private loseAll(): void {
    for (const shard of this.current.values()) {
      shard.lost = true;
      void this.after(shard.partition, async () => {
        await shard.idle();
        if (shard.reported) await this.context.handler.revoked(shared(shard));
      });
    }
    this.current.clear();
  }

  private after(partition: number, work: () => Promise<void>): Promise<void> {
    const done = (this.tails.get(partition) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      this.context.fail(error as Error);
    });
    this.tails.set(partition, done);
    return done;
  }

  private async position(shard: AssignedShard): Promise<void> {
    if (shard.lost) return;
    await this.identify(shard);
    const stored = await this.context.handler.assigned(shared(shard));
    shard.reported = true;
    for (const topic of shard.topics) {
      const next_offset = stored.get(topic.at.topic) ?? null;
      await this.place(topic, next_offset);
      if (next_offset === null) await this.context.handler.begun?.(topic.at, topic.next_fetch ?? 0);
    }
    if (!shard.lost) for (const { at, next_fetch } of shard.topics) this.context.seek(at, next_fetch ?? 0);
  }

  private async identify({ topics }: AssignedShard): Promise<void> {
    const present = await this.context.topicIds();
    for (const topic of topics) {
      const { at } = topic;
      const topic_id = present.get(at.topic) ?? null;
      refuse(checkTopic(at, this.topic_ids.get(at.topic) ?? null, topic_id));
      topic.topic_id = topic_id;
      if (topic_id !== null) this.topic_ids.set(at.topic, topic_id);
    }
  }

  /**
   * Determines where to read on. Throws if the offset is not in the log, or is before one that the
   * application had committed.
   */
  private async place(topic: AssignedTopic, next_offset: number | null): Promise<void> {
    const { at, topic_id } = topic;
    const { low, high } = await this.context.offsets(at);
    refuse(checkLog(at, { topic_id, next_offset }, { topic_id, low, high }));
    refuse(checkCommitted(at, next_offset, await this.context.committed(at)));
    topic.high_watermark = high;
    topic.moved(next_offset ?? low, Date.now());
  }
}

function byNumber(partitions: readonly TopicPartition[]): Map<number, string[]> {
  const shards = new Map<number, string[]>();
  for (const { topic, partition } of partitions)
    shards.set(partition, [...(shards.get(partition) ?? []), topic]);
  return shards;
}

function shared({ partition, topics }: AssignedShard): Shard {
  return {
    partition,
    topics: topics.map(({ at }) => at.topic),
    topic_ids: new Map(topics.map(({ at, topic_id }) => [at.topic, topic_id ?? ''])),
  };
}
