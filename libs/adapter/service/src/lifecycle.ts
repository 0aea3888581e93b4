import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';

/** Goes on by itself from `start` to `stop`: a consumer, a watch, a periodic task. */
export interface Activity {
  /** Rejects where the service cannot do without it. */
  start(): Promise<unknown> | void;
  /** Done when nothing of it is under way. Is called once, also where `start` failed. */
  stop(): Promise<unknown> | void;
}

/**
 * What a service runs and what it keeps open, in the phases of Nest. Factories of providers register both.
 *
 * - Bootstrap: all activities start, side by side. One that does not start fails the service.
 * - Before shutdown: all stop, side by side, while requests are served on.
 * - Shutdown, after the listener has closed: what is open closes, the last opened first. So nothing is closed
 *   before what was made with it, in whatever order Nest made them.
 *
 * One provider instead of hooks on each: Nest calls hooks one module after the other, so that a broker that
 * does not answer would cost its timeout once per consumer, and it calls none when a provider could not be made.
 */
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly activities: Activity[] = [];
  private readonly starts = new Map<Activity, Promise<unknown>>();
  private readonly closes: (() => unknown)[] = [];
  private readonly failures: unknown[] = [];
  private stopping: Promise<void> | null = null;
  private closing: Promise<void> | null = null;

  /** Registers what starts with the service; gives it back. */
  run<T extends Activity>(activity: T): T {
    this.activities.push(activity);
    return activity;
  }

  /**
   * Registers what is open from now on; gives it back. What was opened too late, because the start has failed
   * meanwhile, closes at once.
   */
  hold<T>(opened: T, close: (opened: T) => unknown): T {
    if (this.closing === null) this.closes.push(() => close(opened));
    else void this.attempt(() => close(opened));
    return opened;
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const activity of this.activities)
      this.starts.set(
        activity,
        Promise.resolve().then(() => activity.start()),
      );
    await Promise.all(this.starts.values());
  }

  /** Never rejects. Called again, it waits for the same end. */
  beforeApplicationShutdown(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Never rejects. Called again, it waits for the same end. */
  onApplicationShutdown(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  /** Throws what went wrong while the service was stopped: Nest only logs it. */
  throwFailures(): void {
    if (this.failures.length > 0)
      throw new AggregateError(this.failures, 'the service could not be stopped in order');
  }

  private async stopAll(): Promise<void> {
    await Promise.all(
      this.activities.map(async (activity) => {
        // Stopped while it starts, it would go on from there.
        await this.starts.get(activity)?.catch(() => undefined);
        await this.attempt(() => activity.stop());
      }),
    );
  }

  private async closeAll(): Promise<void> {
    for (const close of this.closes.reverse()) await this.attempt(close);
  }

  /** One that fails must not keep the others open. */
  private async attempt(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }
}
