import type { Consumer } from 'kafkajs';
import type { TopicPartition } from '../../port.js';
import { partitionKey } from '../shards/assigned-shard.js';

const EVERY_MS = 1_000;

/**
 * Commits the offsets to Kafka periodically, for its lag tools. Nothing depends on it; a failed commit is
 * ignored.
 */
export class InformationalCommits {
  private readonly pending = new Map<string, { topic: string; partition: number; offset: string }>();
  private readonly timer = setInterval(() => void this.flush(), EVERY_MS);

  constructor(private readonly consumer: Consumer) {}

  /** Keeps the offset for the next commit; only the newest of a partition is committed. */
  note(at: TopicPartition, next_offset: number): void {
    this.pending.set(partitionKey(at), {
      topic: at.topic,
      partition: at.partition,
      offset: String(next_offset),
    });
  }

  /** Commits the kept offsets. A failure is ignored, because correctness does not depend on it. */
  async flush(): Promise<void> {
    if (this.pending.size === 0) return;
    const offsets = [...this.pending.values()];
    this.pending.clear();
    await this.consumer.commitOffsets(offsets).catch(() => undefined);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
