import { HistoryTruncatedError, PositionBeyondLogError } from '../errors.js';
import type { ShardHandler, TopicPartition } from '../port.js';
import { AssignedShard, type AssignedTopic, partitionKey } from './assigned-shard.js';

export interface AssignmentContext {
  readonly handler: Pick<ShardHandler, 'assigned' | 'revoked'>;
  readonly offsets: (at: TopicPartition) => Promise<{ low: number; high: number }>;
  readonly seek: (at: TopicPartition, offset: number) => void;
  readonly fail: (cause: Error) => void;
}

/**
 * What this member holds, by shard. Each join of the group counts as a new assignment of everything, because between
 * two joins another member may have held it. Calls to the handler about one shard never overlap: the next assignment
 * waits until the batch in work under the old one is done.
 */
export class Assignments {
  private readonly current = new Map<number, AssignedShard>();
  private readonly tails = new Map<number, Promise<void>>();

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

  /** Gives everything up; resolves when the handler has been told of all of it. */
  async release(): Promise<void> {
    this.loseAll();
    await Promise.all(this.tails.values());
  }

  private loseAll(): void {
    for (const shard of this.current.values()) {
      shard.lost = true;
      void this.after(shard.partition, async () => {
        await shard.idle();
        if (shard.told) await this.context.handler.revoked(shared(shard));
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
    const stored = await this.context.handler.assigned(shared(shard));
    shard.told = true;
    for (const topic of shard.topics) {
      const { low, high } = await this.context.offsets(topic.at);
      topic.high_watermark = high;
      topic.moved(checkedPosition(topic.at, stored.get(topic.at.topic) ?? null, low, high), Date.now());
    }
    if (!shard.lost) for (const { at, next_fetch } of shard.topics) this.context.seek(at, next_fetch ?? 0);
  }
}

function byNumber(partitions: readonly TopicPartition[]): Map<number, string[]> {
  const shards = new Map<number, string[]>();
  for (const { topic, partition } of partitions) shards.set(partition, [...(shards.get(partition) ?? []), topic]);
  return shards;
}

function shared({ partition, topics }: AssignedShard): { partition: number; topics: string[] } {
  return { partition, topics: topics.map(({ at }) => at.topic) };
}

/** Where to read on. Outside the log there is no right answer, so nothing is read at all. */
function checkedPosition(at: TopicPartition, stored: number | null, low: number, high: number): number {
  if (stored === null) return low;
  const where = `${partitionKey(at)}: stored position ${stored}, kept are ${low} to ${high}`;
  if (stored < low) throw new HistoryTruncatedError(`history is lost at ${where}; it is never passed over in silence: docs/runbooks/4-connector-lag.md`);
  if (stored > high) throw new PositionBeyondLogError(`the topic is not the one the position was stored for, ${where}`);
  return stored;
}
