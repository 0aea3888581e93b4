import type {
  BrokerConsumer,
  ConsumedMessage,
  ConsumerOptions,
  PartitionBacklog,
  ShardHandler,
  TopicPartition,
} from '@stockproof/kafka';
import {
  type AssignedTopic,
  partitionKey,
} from '../../../libs/adapter/kafka/src/kafkajs/shards/assigned-shard.js';
import { Assignments } from '../../../libs/adapter/kafka/src/kafkajs/consumer/assignments.js';
import type { SimProcess } from '../machine/sim-process.js';
import type { SimCluster } from './sim-cluster.js';
import type { SimGroup } from './sim-group.js';
import type { SimPartition } from './sim-topic.js';

const LATENCY_MS = 3;
const POLL_INTERVAL_MS = 200;

/** A member of a group, like GroupConsumer: the same assignments, over a log in memory. */
export class SimConsumer implements BrokerConsumer {
  readonly failed: Promise<void>;
  readonly topics: readonly string[];
  private fail: (cause: Error) => void = () => undefined;
  private readonly assignments: Assignments;
  private readonly group: SimGroup;
  private stopped = false;

  constructor(
    private readonly cluster: SimCluster,
    readonly process: SimProcess,
    private readonly options: ConsumerOptions,
    private readonly handler: ShardHandler,
  ) {
    this.topics = options.topics;
    this.failed = new Promise((_resolve, reject) => {
      this.fail = reject;
    });
    this.failed.catch(() => undefined);
    const offsets = async (at: TopicPartition): Promise<{ low: number; high: number }> => {
      await this.travel();
      const { low, next_offset } = this.partition(at);
      return { low, high: next_offset };
    };
    this.assignments = new Assignments({
      handler,
      offsets,
      committed: () => Promise.resolve(null),
      topicIds: () =>
        Promise.resolve(new Map(options.topics.map((topic) => [topic, cluster.topicId(topic)]))),
      seek: () => undefined,
      fail: (cause) => this.fail(cause),
    });
    this.group = cluster.group(options.group);
    process.onDeath(() => {
      this.stopped = true;
      // The broker notices that the connection is closed.
      this.group.leave(this);
    });
    process.onStop(() => this.group.silence(this));
    process.onResume(() => void this.rejoin());
    this.group.join(this);
  }

  pause(): void {
    throw new Error('nothing that is simulated pauses');
  }

  resume(): void {
    throw new Error('nothing that is simulated resumes');
  }

  backlog(): readonly PartitionBacklog[] {
    return this.assignments.topics().map(({ at, next_fetch }) => ({
      ...at,
      messages: this.partition(at).next_offset - (next_fetch ?? 0),
      oldest_ms: null,
    }));
  }

  positions(): ReadonlyMap<string, number> {
    const known = this.assignments.topics().filter((state) => state.next_fetch !== null && !state.shard.lost);
    return new Map(known.map((state) => [partitionKey(state.at), state.next_fetch ?? 0]));
  }

  ends(): never {
    throw new Error('nothing that is simulated asks a consumer for ends');
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.idle();
    this.group.leave(this);
    await this.assignments.release();
  }

  /** Resolves when the batches in work are done. */
  async idle(): Promise<void> {
    await Promise.all(this.assignments.shards().map((shard) => shard.idle()));
  }

  /** Called by the coordinator: everything is assigned again. */
  joined(partitions: readonly TopicPartition[]): void {
    this.process.after(LATENCY_MS, () => {
      if (this.stopped || !this.group.isMember(this)) return;
      this.assignments.joined(partitions);
      for (const state of this.assignments.topics()) void this.work(state);
    });
  }

  /** A member that was removed without noticing learns it with its next request, after its batch. */
  private async rejoin(): Promise<void> {
    await this.idle();
    if (!this.stopped && !this.group.isMember(this)) this.group.join(this);
  }

  private async work(state: AssignedTopic): Promise<void> {
    const { shard } = state;
    await shard.ready;
    const partition = this.partition(state.at);
    while (!shard.lost && !this.stopped && state.next_fetch !== null) {
      const messages = partition.from(state.next_fetch, this.options.max_batch);
      const last = messages.at(-1);
      if (last === undefined && partition.next_offset > state.next_fetch)
        state.next_fetch = partition.next_offset;
      if (last === undefined || !this.cluster.up || this.group.rebalancing) {
        await this.news(partition);
        continue;
      }
      try {
        await shard.inTurn(state, () => this.apply(state, messages, partition.next_offset));
      } catch (error) {
        shard.lost = true;
        return this.fail(error as Error);
      }
      await this.travel();
    }
  }

  private async apply(
    state: AssignedTopic,
    messages: readonly ConsumedMessage[],
    high_watermark: number,
  ): Promise<void> {
    if (state.shard.lost || this.stopped) return;
    await this.handler.handle({ ...state.at, messages, high_watermark });
    state.next_fetch = (messages.at(-1)?.offset ?? 0) + 1;
  }

  /** A fetch that is answered when there are messages, or may be. */
  private news(partition: SimPartition): Promise<void> {
    return new Promise((resolve) => {
      if (!this.cluster.up || this.group.rebalancing) this.process.after(POLL_INTERVAL_MS, resolve);
      else
        partition.onAppend(() => this.process.after(this.cluster.random.between(1, 2 * LATENCY_MS), resolve));
    });
  }

  private travel(): Promise<void> {
    return new Promise((resolve) => this.process.after(this.cluster.random.between(0, LATENCY_MS), resolve));
  }

  private partition({ topic, partition }: TopicPartition): SimPartition {
    return this.cluster.topic(topic)[partition] as SimPartition;
  }
}
