import type { PartitionBacklog, TopicPartition } from '../../port.js';

/**
 * One topic of a shard that this member holds. `next_fetch` is the offset of the next fetch: first the stored
 * offset, then the offset after what was read, transaction markers included.
 */
export class AssignedTopic {
  next_fetch: number | null = null;
  /** Id of the log that `next_fetch` belongs to. */
  topic_id: string | null = null;
  high_watermark = 0;
  paused = false;
  /** When the oldest message that was fetched and not applied was written, ms; else that of the last applied one. */
  private unread_since_ms: number | null = null;
  /**
   * Time of the last applied batch or of the assignment; while it waits for its turn, that of the topic whose
   * turn it is.
   */
  progressed_at_ms: number;

  constructor(
    readonly shard: AssignedShard,
    readonly at: TopicPartition,
    now_ms: number,
  ) {
    this.progressed_at_ms = now_ms;
  }

  /** Messages up to the last known high watermark. */
  lag(): number {
    return Math.max(0, this.high_watermark - (this.next_fetch ?? 0));
  }

  backlog(): PartitionBacklog {
    const messages = this.lag();
    return { ...this.at, messages, oldest_ms: messages === 0 ? null : this.unread_since_ms };
  }

  /** Notes the first message of the batch in work, or the last one of a batch that is done. */
  reached({ timestamp }: { readonly timestamp: string | number }): void {
    this.unread_since_ms = Number(timestamp);
  }

  moved(next_fetch: number, now_ms: number): void {
    this.next_fetch = next_fetch;
    this.shard.progressed(this, now_ms);
  }
}

/** One assignment of a shard, with all its topics, to this member. */
export class AssignedShard {
  readonly topics: readonly AssignedTopic[];
  lost = false;
  /** Whether `assigned` was called, so that `revoked` must be called too. */
  reported = false;
  /** Settles when `assigned` has returned the offsets; records fetched before wait for it. */
  ready: Promise<void> = Promise.resolve();
  /** In order of arrival; the first has its turn. */
  private readonly line: AssignedTopic[] = [];
  private tail: Promise<void> = Promise.resolve();

  constructor(
    readonly partition: number,
    topics: readonly string[],
    now_ms: number,
  ) {
    this.topics = topics.map((topic) => new AssignedTopic(this, { topic, partition }, now_ms));
  }

  /** Resolves when no batch of the shard is being handled. */
  idle(): Promise<void> {
    return this.tail;
  }

  /**
   * Runs `work` after everything that was queued before it, of any topic of the shard. Rejects as `work`
   * does.
   */
  inTurn(topic: AssignedTopic, work: () => Promise<void>): Promise<void> {
    this.line.push(topic);
    const done = this.tail.then(work).finally(() => this.line.shift());
    this.tail = done.catch(() => undefined);
    return done;
  }

  /**
   * Records progress of a topic, and of the topics that wait behind it. A topic that the client never
   * delivers does not progress.
   */
  progressed(topic: AssignedTopic, now_ms: number): void {
    topic.progressed_at_ms = now_ms;
    if (this.line[0] === topic) for (const waiting of this.line) waiting.progressed_at_ms = now_ms;
  }
}

/** The key of a partition as one string; a topic name cannot contain a slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
