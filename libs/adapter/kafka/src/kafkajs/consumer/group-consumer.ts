import { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import type { FetchLimits } from '../../fetch-limits.js';
import type {
  BrokerAdmin,
  BrokerConsumer,
  ConsumerOptions,
  PartitionBacklog,
  ShardHandler,
  TopicPartition,
} from '../../port.js';
import { openAdmin } from '../admin/admin.js';
import { type AssignedTopic, partitionKey } from '../shards/assigned-shard.js';
import { Assignments } from './assignments.js';
import { InformationalCommits } from './informational-commits.js';
import { fetchedAt } from '../fetched-at.js';
import { HEARTBEAT_MS, keepAlive } from './keep-alive.js';
import { LogGuard } from '../log-identity/log-guard.js';
import { LogWatch } from '../log-identity/log-watch.js';
import { toConsumed } from '../messages.js';
import { shardAssigner } from '../shards/shard-assigner.js';
import { stableEnd } from './stable-end.js';
import { StallWatchdog } from './stall-watchdog.js';
import { coalesce } from '../topic-ids/coalesce.js';

interface GroupOptions extends ConsumerOptions {
  readonly fetch: FetchLimits;
}

type TopicEnds = Awaited<ReturnType<BrokerAdmin['offsets']>>;

/** A member of a consumer group that reads from the offsets that its application stored (see port.ts). */
export class GroupConsumer implements BrokerConsumer {
  readonly failed: Promise<void>;
  private fail: (cause: Error) => void = () => undefined;
  private succeed: () => void = () => undefined;
  private stopping: Promise<void> | null = null;
  private readonly assignments: Assignments;
  private readonly commits: InformationalCommits;
  private readonly watchdog: StallWatchdog;
  private readonly logs: LogWatch;
  private readonly guard: LogGuard;
  /** Keyed by topic; the partitions of a topic share one request. */
  private readonly ends_of: ReadonlyMap<string, () => Promise<TopicEnds>>;

  static async start(kafka: Kafka, options: GroupOptions, handler: ShardHandler): Promise<GroupConsumer> {
    const admin = await openAdmin(kafka, 1);
    const consumer = new GroupConsumer(
      openClient(kafka, options),
      admin,
      (at) => stableEnd(kafka, at),
      options,
      handler,
    );
    try {
      await consumer.run();
      return consumer;
    } catch (error) {
      // No caller has it yet to stop it, so its watches and connections end here.
      await consumer.stop().catch(() => undefined);
      throw error;
    }
  }

  private constructor(
    private readonly client: Consumer,
    private readonly admin: BrokerAdmin,
    stable: (at: TopicPartition) => Promise<number>,
    private readonly options: ConsumerOptions,
    private readonly handler: ShardHandler,
  ) {
    this.failed = new Promise((resolve, reject) => {
      this.succeed = resolve;
      this.fail = reject;
    });
    // The caller watches `failed`; an unhandled rejection before that must not end the process.
    this.failed.catch(() => undefined);
    const fail = (cause: Error): void => this.fail(cause);
    this.ends_of = new Map(options.topics.map((topic) => [topic, coalesce(() => admin.offsets(topic))]));
    const offsets = (at: TopicPartition) => this.offsetsOf(at);
    const seek = ({ topic, partition }: TopicPartition, offset: number): void => {
      this.client.seek({ topic, partition, offset: String(offset) });
    };
    const topicIds = coalesce(() => admin.topicIds(options.topics));
    this.guard = new LogGuard({ topicIds, offsets });
    const committed = (at: TopicPartition) =>
      options.never_goes_back === true ? this.committedOf(at) : Promise.resolve(null);
    this.assignments = new Assignments({ handler, topicIds, committed, offsets, seek, fail });
    this.commits = new InformationalCommits(client);
    const { stall_timeout_ms } = options;
    this.watchdog = new StallWatchdog({
      stall_timeout_ms,
      topics: () => this.assignments.topics(),
      offsets,
      stable,
      fail,
    });
    this.logs = new LogWatch({
      topics: () => this.assignments.topics(),
      topicIds,
      offsets: (topic) => this.ends(topic),
      fail,
    });
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.client.pause(partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
    for (const at of partitions) this.markPaused(at, true);
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const at of partitions) this.markPaused(at, false);
    this.client.resume(partitions.map(({ topic, partition }) => ({ topic, partitions: [partition] })));
  }

  backlog(): readonly PartitionBacklog[] {
    return this.assignments.topics().map((state) => state.backlog());
  }

  positions(): ReadonlyMap<string, number> {
    const positioned = this.assignments
      .topics()
      .filter((state) => state.next_fetch !== null && !state.shard.lost);
    return new Map(positioned.map((state) => [partitionKey(state.at), state.next_fetch ?? 0]));
  }

  ends(topic: string): Promise<TopicEnds> {
    return this.ends_of.get(topic)?.() ?? this.admin.offsets(topic);
  }

  stop(): Promise<void> {
    this.stopping ??= this.stopNow();
    return this.stopping;
  }

  private async stopNow(): Promise<void> {
    this.watchdog.stop();
    this.logs.stop();
    await Promise.all(this.assignments.shards().map((shard) => shard.idle()));
    await this.commits.stop();
    await this.client.stop();
    await this.assignments.release();
    await this.client.disconnect();
    await this.admin.close();
    this.succeed();
  }

  private async run(): Promise<void> {
    const { events } = this.client;
    const joined = new Promise<void>((resolve) => {
      this.client.on(events.GROUP_JOIN, ({ payload }) => {
        this.assignments.joined(
          Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
            partitions.map((partition) => ({ topic, partition })),
          ),
        );
        resolve();
      });
    });
    this.client.on(events.CRASH, ({ payload }) => {
      if (!payload.restart) this.fail(payload.error);
    });
    this.client.on(events.END_BATCH_PROCESS, ({ payload }) => this.skipMarkers(payload));
    await this.client.connect();
    await this.client.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    await this.client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.concurrency,
      eachBatch: (payload) => this.work(payload),
    });
    await Promise.race([joined, this.failed]);
  }

  /** Moves on after a fetch that contained only transaction markers, which is not handed out. */
  private skipMarkers(batch: TopicPartition & { batchSize: number; lastOffset: string }): void {
    const state = this.assignments.get(batch);
    if (state === undefined || batch.batchSize > 0 || state.next_fetch === null) return;
    const next = Number(batch.lastOffset) + 1;
    if (next > state.next_fetch) state.moved(next, Date.now());
  }

  private async work(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const state = this.assignments.get(batch);
    if (state === undefined || this.stopping !== null) return;
    const { shard } = state;
    const done = shard.ready.then(() => shard.inTurn(state, () => this.workOn(state, payload)));
    try {
      await keepAlive(payload, done);
    } catch (error) {
      if (isKafkaJsError(error)) throw error;
      // Not rethrown, because kafkajs would retry the batch, and by the contract of `handle` that does not
      // help.
      this.fail(error as Error);
      shard.lost = true;
    }
  }

  private async workOn(state: AssignedTopic, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { shard } = state;
    if (shard.lost || this.stopping !== null || state.next_fetch === null || payload.isStale()) return;
    const { fetchedOffset, rawMessages } = batch as { fetchedOffset?: string; rawMessages?: object };
    const fetched = Number(fetchedOffset ?? batch.firstOffset());
    if (fetched !== state.next_fetch) {
      // kafkajs went to the beginning by itself because its offset was refused: the log may be another
      // one.
      await this.guard.requirePlace(state);
      const { topic, partition } = state.at;
      this.client.seek({ topic, partition, offset: String(state.next_fetch) });
      return;
    }
    const isWanted = (): boolean => !shard.lost && this.stopping === null;
    if (!(await this.guard.isOfItsLog(state, fetchedAt(rawMessages), isWanted))) return;
    state.high_watermark = Number(batch.highWatermark);
    for (let start = 0; start < batch.messages.length; start += this.options.max_batch) {
      if (shard.lost || this.stopping !== null || !payload.isRunning()) return;
      const chunk = batch.messages.slice(start, start + this.options.max_batch);
      const [first] = chunk;
      if (first !== undefined) state.reached(first);
      await this.handler.handle({
        ...state.at,
        messages: chunk.map(toConsumed),
        high_watermark: state.high_watermark,
      });
      this.settle(
        state,
        payload,
        chunk.at(-1)?.offset ?? '0',
        start + chunk.length === batch.messages.length,
      );
    }
  }

  private settle(state: AssignedTopic, payload: EachBatchPayload, last: string, whole: boolean): void {
    const next_offset = Number(last) + 1;
    this.commits.note(state.at, next_offset);
    if (state.shard.lost) return;
    state.moved(whole ? Number(payload.batch.lastOffset()) + 1 : next_offset, Date.now());
    const newest = payload.batch.messages.at(-1);
    if (whole && newest !== undefined) state.reached(newest);
    payload.resolveOffset(last);
  }

  private async offsetsOf({ topic, partition }: TopicPartition): Promise<{ low: number; high: number }> {
    const found = (await this.ends(topic)).get(partition);
    if (found === undefined) throw new Error(`topic ${topic} has no partition ${partition}`);
    return found;
  }

  private async committedOf({ topic, partition }: TopicPartition): Promise<number | null> {
    return (await this.admin.committed(this.options.group, topic)).get(partition) ?? null;
  }

  private markPaused(at: TopicPartition, paused: boolean): void {
    const state = this.assignments.get(at);
    if (state !== undefined) state.paused = paused;
  }
}

function openClient(kafka: Kafka, { fetch, ...options }: GroupOptions): Consumer {
  return kafka.consumer({
    groupId: options.group,
    partitionAssigners: [shardAssigner],
    sessionTimeout: 8_000,
    rebalanceTimeout: 30_000,
    heartbeatInterval: HEARTBEAT_MS,
    // One partition that has as much as fits is enough to answer.
    minBytes: Math.min(options.min_bytes, fetch.partition_bytes),
    maxWaitTimeInMs: options.max_wait_ms,
    maxBytesPerPartition: fetch.partition_bytes,
    maxBytes: fetch.unpacked_bytes,
    allowAutoTopicCreation: false,
    retry: {
      initialRetryTime: 100,
      maxRetryTime: 2_000,
      retries: 12,
      restartOnFailure: () => Promise.resolve(true),
    },
  });
}

function isKafkaJsError(error: unknown): boolean {
  return error instanceof Error && error.name.startsWith('KafkaJS');
}
