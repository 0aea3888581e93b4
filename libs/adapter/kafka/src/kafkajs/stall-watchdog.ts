import { ConsumerStalledError } from '../errors.js';
import type { TopicPartition } from '../port.js';
import { type AssignedTopic, partitionKey } from './assigned-shard.js';

export interface WatchdogContext {
  readonly stall_timeout_ms: number;
  readonly topics: () => readonly AssignedTopic[];
  readonly offsets: (at: TopicPartition) => Promise<{ high: number }>;
  readonly fail: (cause: Error) => void;
}

/**
 * Looks from outside whether the consumer moves: a client that silently stopped fetching still answers that
 * it runs. Each topic of a shard is judged: one that waits for its turn moves with its sibling, one that the client
 * never brings stalls the shard however much its sibling moves. A broker that does not answer stops the clock, for
 * then nothing can be known.
 */
export class StallWatchdog {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly context: WatchdogContext) {
    this.timer = setInterval(() => void this.look(), Math.max(250, context.stall_timeout_ms / 4));
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    await Promise.all(this.context.topics().map((state) => this.judge(state)));
  }

  private async judge(state: AssignedTopic): Promise<void> {
    try {
      state.high_watermark = (await this.context.offsets(state.at)).high;
    } catch {
      state.progressed_at_ms = Date.now();
      return;
    }
    // One offset of lag may be the marker of the newest transaction, which is never handed out.
    if (state.shard.lost || state.paused || state.lag() <= 1) state.progressed_at_ms = Date.now();
    const still_ms = Date.now() - state.progressed_at_ms;
    if (still_ms <= this.context.stall_timeout_ms) return;
    const where = `${partitionKey(state.at)} at ${state.next_fetch} of ${state.high_watermark}`;
    this.context.fail(new ConsumerStalledError(`no progress for ${Math.round(still_ms / 1000)} s: ${where}`));
  }
}
