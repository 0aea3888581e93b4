export interface PeriodicTaskOptions {
  /** Milliseconds from the start of one turn to the start of the next; 0: only `turn` runs it. */
  readonly every_ms: number;
  readonly run: () => Promise<void>;
  /** A turn that failed. The next one comes at its time. */
  readonly onFailed: (error: Error) => void;
}

/**
 * Runs work every so often until it is stopped. Turns never overlap: one that is due while another is under way is left out.
 */
export class PeriodicTask {
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly options: PeriodicTaskOptions) {}

  /** The first turn comes after `every_ms`. For one at once call `turn` too. After `stop` it runs again. */
  start(): void {
    const { every_ms } = this.options;
    this.stopped = false;
    if (every_ms > 0) this.timer ??= setInterval(() => void this.turn(), every_ms);
  }

  /** A turn now, or the one under way; done when it ends. Never rejects. After `stop` it does nothing. */
  turn(): Promise<void> {
    if (this.stopped) return this.underWay ?? Promise.resolve();
    this.underWay ??= this.runOnce().finally(() => (this.underWay = null));
    return this.underWay;
  }

  /** No turn begins from now on; done when the one under way has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    await this.underWay;
  }

  private async runOnce(): Promise<void> {
    try {
      await this.options.run();
    } catch (error) {
      this.options.onFailed(error as Error);
    }
  }
}
