import type { TopicPartition } from '../port.js';

/**
 * One topic of a shard that this member holds. `next_fetch` is where the next fetch must start: the stored
 * position at first, then the offset after what was read, transaction markers included.
 */
export class AssignedTopic {
  next_fetch: number | null = null;
  /** The log that `next_fetch` is of. */
  topic_id: string | null = null;
  high_watermark = 0;
  paused = false;
  /** Of the last batch applied, or of the assignment; while it waits for its turn, of whose turn it is. */
  progressed_at_ms: number;

  constructor(
    readonly shard: AssignedShard,
    readonly at: TopicPartition,
    now_ms: number,
  ) {
    this.progressed_at_ms = now_ms;
  }

  lag(): number {
    return Math.max(0, this.high_watermark - (this.next_fetch ?? 0));
  }

  moved(next_fetch: number, now_ms: number): void {
    this.next_fetch = next_fetch;
    this.shard.progressed(this, now_ms);
  }
}

/** One assignment of one shard, with all its topics, to this member. */
export class AssignedShard {
  readonly topics: readonly AssignedTopic[];
  lost = false;
  /** Whether the handler knows of it: it must then be told of the end. */
  reported = false;
  /** Settles when `assigned` has given the positions; what is fetched before waits for it. */
  ready: Promise<void> = Promise.resolve();
  /** First come, first served; the first has its turn. */
  private readonly line: AssignedTopic[] = [];
  private tail: Promise<void> = Promise.resolve();

  constructor(
    readonly partition: number,
    topics: readonly string[],
    now_ms: number,
  ) {
    this.topics = topics.map((topic) => new AssignedTopic(this, { topic, partition }, now_ms));
  }

  /** Resolves when no batch of the shard is in work. */
  idle(): Promise<void> {
    return this.tail;
  }

  /** Runs `work` when all that waited in line before it, of whichever topic, is done. */
  inTurn(topic: AssignedTopic, work: () => Promise<void>): Promise<void> {
    this.line.push(topic);
    const done = this.tail.then(work).finally(() => this.line.shift());
    this.tail = done.catch(() => undefined);
    return done;
  }

  /**
   * A topic that waits for its turn moves with the one whose turn it is; one that the client never brings
   * does not.
   */
  progressed(topic: AssignedTopic, now_ms: number): void {
    topic.progressed_at_ms = now_ms;
    if (this.line[0] === topic) for (const waiting of this.line) waiting.progressed_at_ms = now_ms;
  }
}

/** One string per partition; a topic name cannot hold a slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
