import type { TopicPartition } from '../port.js';

/**
 * One assignment of one partition to this member. `next_fetch` is where the next fetch must start: the stored
 * position at first, then the offset after what was read, transaction markers included.
 */
export class AssignedPartition {
  next_fetch: number | null = null;
  high_watermark = 0;
  lost = false;
  paused = false;
  /** Of the last batch applied, or of the assignment. */
  progressed_at_ms: number;
  /** Settles when `assigned` has given the position; what is fetched before waits for it. */
  ready: Promise<void> = Promise.resolve();
  /** Settles when the batch in work is done. */
  idle: Promise<void> = Promise.resolve();

  constructor(readonly at: TopicPartition, now_ms: number) {
    this.progressed_at_ms = now_ms;
  }

  lag(): number {
    return Math.max(0, this.high_watermark - (this.next_fetch ?? 0));
  }

  moved(next_fetch: number, now_ms: number): void {
    this.next_fetch = next_fetch;
    this.progressed_at_ms = now_ms;
  }
}

/** One string per partition; a topic name can not hold a slash. */
export function partitionKey({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}
