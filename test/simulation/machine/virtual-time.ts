import { EventQueue } from './event-queue.js';

/** The one clock of a simulated world. Nothing passes but by an event; between two events every promise settles. */
export class VirtualTime {
  private readonly queue = new EventQueue();

  /** `most_steps`: a world that takes more of them than that at a stretch is going round in circles. */
  constructor(
    public now_ms: number,
    private readonly most_steps: number,
  ) {}

  /** What a clock on the wall shows: whole milliseconds. */
  get clock_ms(): number {
    return Math.floor(this.now_ms);
  }

  /** Runs `run` after so many ms, behind whatever was asked for that moment before. Gives what takes it back. */
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

  /** Lets time pass until `done` says so, or `until_ms` is over, or nothing can happen any more. True when done. */
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
        // The queue of microtasks is drained before the tick that the last of them asks for.
        queueMicrotask(() => process.nextTick(step));
      };
      step();
    });
  }
}
