import { ConsumerStalledError } from '../../errors.js';
import type { TopicPartition } from '../../port.js';
import { type AssignedTopic, partitionKey } from '../shards/assigned-shard.js';

/** One offset of lag may be the marker of the newest transaction, which is never handed out. */
const MARKER = 1;

/**
 * What a StallWatchdog compares. `offsets` and `stable` ask the broker; while they reject, the time does not
 * count.
 */
export interface WatchdogContext {
  readonly stall_timeout_ms: number;
  readonly topics: () => readonly AssignedTopic[];
  readonly offsets: (at: TopicPartition) => Promise<{ high: number }>;
  /** The offset of the first open transaction; the end if there is none. */
  readonly stable: (at: TopicPartition) => Promise<number>;
  readonly fail: (cause: Error) => void;
}

/**
 * Checks from outside whether the consumer makes progress, because a client that stopped fetching still
 * reports that it runs. Each topic of a shard is checked: one that waits for its turn progresses with the
 * topic whose turn it is; one that the client never delivers stalls the shard. The time does not count while
 * the broker does not answer, or while an open transaction blocks the records.
 */
export class StallWatchdog {
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly context: WatchdogContext) {
    this.timer = setInterval(() => void this.poll(), Math.max(250, context.stall_timeout_ms / 4));
    this.timer.unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async poll(): Promise<void> {
    await Promise.all(this.context.topics().map((state) => this.checkProgress(state)));
  }

  private async checkProgress(state: AssignedTopic): Promise<void> {
    const { stall_timeout_ms, offsets, stable, fail } = this.context;
    const still_ms = (): number => Date.now() - state.progressed_at_ms;
    try {
      state.high_watermark = (await offsets(state.at)).high;
      // The last stable offset is requested only if it looks stalled, because the lag includes uncommitted
      // records.
      const waits =
        isAwaited(state, state.high_watermark) &&
        (still_ms() <= stall_timeout_ms || isAwaited(state, await stable(state.at)));
      if (!waits) state.progressed_at_ms = Date.now();
    } catch {
      state.progressed_at_ms = Date.now();
    }
    if (still_ms() <= stall_timeout_ms) return;
    const where = `${partitionKey(state.at)} at ${state.next_fetch} of ${state.high_watermark}`;
    fail(new ConsumerStalledError(`no progress for ${Math.round(still_ms() / 1000)} s: ${where}`));
  }
}

/** Whether records before `end` should have been fetched. */
function isAwaited({ shard, paused, next_fetch }: AssignedTopic, end: number): boolean {
  return !shard.lost && !paused && end - (next_fetch ?? 0) > MARKER;
}
