/** What a PeriodicTask runs, and how often. `onFailed` must not throw, because `turn` would reject then. */
export interface PeriodicTaskOptions {
  /**
   * Milliseconds from the start of one run to the start of the next. 0: it runs only when `turn` is called.
   */
  readonly every_ms: number;
  readonly run: () => Promise<void>;
  /** Called if a run fails. The next run follows at its time. */
  readonly onFailed: (error: Error) => void;
}

/**
 * Runs a function periodically until it is stopped. Runs never overlap: a run that is due while another is in
 * progress is skipped.
 */
export class PeriodicTask {
  private timer: NodeJS.Timeout | null = null;
  private underWay: Promise<void> | null = null;
  private stopped = false;

  constructor(private readonly options: PeriodicTaskOptions) {}

  /** The first run is after `every_ms`; call `turn` for one at once. It can be started again after `stop`. */
  start(): void {
    const { every_ms } = this.options;
    this.stopped = false;
    if (every_ms > 0) this.timer ??= setInterval(() => void this.turn(), every_ms);
  }

  /** Runs now, or waits for the current run. Never rejects. After `stop` it starts nothing. */
  turn(): Promise<void> {
    if (this.stopped) return this.underWay ?? Promise.resolve();
    this.underWay ??= this.runOnce().finally(() => (this.underWay = null));
    return this.underWay;
  }

  /** Starts no further run, and resolves when the current one has ended. */
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
