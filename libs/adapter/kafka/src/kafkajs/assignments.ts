import { HistoryTruncatedError, PositionBeyondLogError } from '../errors.js';
import type { PartitionHandler, TopicPartition } from '../port.js';
import { AssignedPartition, partitionKey } from './assigned-partition.js';

export interface AssignmentContext {
  readonly handler: PartitionHandler;
  readonly offsets: (at: TopicPartition) => Promise<{ low: number; high: number }>;
  readonly seek: (at: TopicPartition, offset: number) => void;
  readonly fail: (cause: Error) => void;
}

/**
 * What this member owns. Each join of the group counts as a new assignment of everything, because between two
 * joins another member may have owned it. Calls to the handler about one partition never overlap: the next
 * assignment waits until the batch in work under the old one is done.
 */
export class Assignments {
  private readonly current = new Map<string, AssignedPartition>();
  private readonly tails = new Map<string, Promise<void>>();

  constructor(private readonly context: AssignmentContext) {}

  get(at: TopicPartition): AssignedPartition | undefined {
    return this.current.get(partitionKey(at));
  }

  all(): AssignedPartition[] {
    return [...this.current.values()];
  }

  joined(partitions: readonly TopicPartition[]): void {
    this.loseAll();
    for (const at of partitions) {
      const state = new AssignedPartition(at, Date.now());
      this.current.set(partitionKey(at), state);
      state.ready = this.after(at, () => this.position(state));
    }
  }

  /** Gives everything up; resolves when the handler has been told of all of it. */
  async release(): Promise<void> {
    this.loseAll();
    await Promise.all(this.tails.values());
  }

  private loseAll(): void {
    for (const state of this.current.values()) {
      state.lost = true;
      void this.after(state.at, async () => {
        await state.idle;
        if (state.next_fetch !== null) await this.context.handler.revoked(state.at);
      });
    }
    this.current.clear();
  }

  private after(at: TopicPartition, work: () => Promise<void>): Promise<void> {
    const key = partitionKey(at);
    const done = (this.tails.get(key) ?? Promise.resolve()).then(work).catch((error: unknown) => {
      this.context.fail(error as Error);
    });
    this.tails.set(key, done);
    return done;
  }

  private async position(state: AssignedPartition): Promise<void> {
    if (state.lost) return;
    const stored = await this.context.handler.assigned(state.at);
    const { low, high } = await this.context.offsets(state.at);
    state.high_watermark = high;
    state.moved(checkedPosition(state.at, stored, low, high), Date.now());
    if (!state.lost) this.context.seek(state.at, state.next_fetch ?? low);
  }
}

/** Where to read on. Outside the log there is no right answer, so nothing is read at all. */
function checkedPosition(at: TopicPartition, stored: number | null, low: number, high: number): number {
  if (stored === null) return low;
  const where = `${partitionKey(at)}: stored position ${stored}, kept are ${low} to ${high}`;
  if (stored < low) throw new HistoryTruncatedError(`history is lost at ${where}; it is never passed over in silence: docs/runbooks/4-connector-lag.md`);
  if (stored > high) throw new PositionBeyondLogError(`the topic is not the one the position was stored for, ${where}`);
  return stored;
}
