import { EventQueue } from './event-queue.js';

/**
 * The one clock of a simulated world. Time passes only through events; between two events all promises
 * settle.
 */
export class VirtualTime {
  private readonly queue = new EventQueue();

  /** `most_steps`: a world with more steps than that without a pause is in an endless loop. */
  constructor(
    public now_ms: number,
    private readonly most_steps: number,
  ) {}

  /** What a wall clock shows: whole milliseconds. */
  get clock_ms(): number {
    return Math.floor(this.now_ms);
  }

  /**
   * Runs `run` after this many ms, behind everything that was scheduled earlier for the same time. Returns a
   * function that cancels it.
   */
  after(ms: number, run: () => void): () => void {
    let wanted = true;
    this.queue.push(this.now_ms + Math.max(0, ms), () => {
      if (wanted) run();
    });
    return () => {
      wanted = false;
    };
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Advances time until `done` returns true, `until_ms` is reached, or no event is left. True if done. */
  run(done: () => boolean, until_ms: number): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let steps = 0;
      const step = (): void => {
        try {
          if (done()) return resolve(true);
          steps += 1;
          if ((this.queue.next_ms ?? Infinity) > until_ms || steps > this.most_steps) return resolve(false);
          const next = this.queue.pop();
          if (next === undefined) return resolve(false);
          this.now_ms = Math.max(this.now_ms, next.at_ms);
          next.run();
        } catch (error) {
          return reject(error as Error);
        }
        // The queue of microtasks is drained before the tick that the last of them schedules.
        queueMicrotask(() => process.nextTick(step));
      };
      step();
    });
  }
}
