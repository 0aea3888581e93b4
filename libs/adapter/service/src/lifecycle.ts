import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';

/** Works on its own between `start` and `stop`: a consumer, a watch, a periodic task. */
export interface Activity {
  /** Rejects if the service cannot run without it. */
  start(): Promise<unknown> | void;
  /** Resolves when no work is in progress. Called once, also if `start` failed. */
  stop(): Promise<unknown> | void;
}

/**
 * Starts, stops and closes what the factories of a service's providers register, in the phases of Nest.
 *
 * - Bootstrap: all activities start, in parallel. If one does not start, the service does not.
 * - Before shutdown: all activities stop, in parallel, while requests are still served.
 * - Shutdown, after the listener has closed: resources close, the last opened first. A provider is created after
 *   what it injects, so nothing is closed before what uses it.
 *
 * It is one provider with hooks, not hooks on each class (ADR 0054): Nest runs hooks module by module, so a broker
 * that does not answer would cost its timeout once per consumer, and runs none if a provider cannot be created.
 */
export class Lifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly activities: Activity[] = [];
  private readonly starts = new Map<Activity, Promise<unknown>>();
  private readonly closes: (() => unknown)[] = [];
  private readonly failures: unknown[] = [];
  private stopping: Promise<void> | null = null;
  private closing: Promise<void> | null = null;

  /** Registers an activity and returns it. */
  run<T extends Activity>(activity: T): T {
    this.activities.push(activity);
    return activity;
  }

  /**
   * Registers an open resource and returns it. If the start has failed while it was opened, it closes at once.
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

  /** Never rejects; `throwFailures` reports errors. A second call waits for the first. */
  beforeApplicationShutdown(): Promise<void> {
    this.stopping ??= this.stopAll();
    return this.stopping;
  }

  /** Never rejects; `throwFailures` reports errors. A second call waits for the first. */
  onApplicationShutdown(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  /** Throws an AggregateError of everything that failed to stop or close. */
  throwFailures(): void {
    if (this.failures.length > 0)
      throw new AggregateError(this.failures, 'the service could not be stopped in order');
  }

  private async stopAll(): Promise<void> {
    await Promise.all(
      this.activities.map(async (activity) => {
        // If it were stopped while it starts, it would go on afterwards.
        await this.starts.get(activity)?.catch(() => undefined);
        await this.attempt(() => activity.stop());
      }),
    );
  }

  private async closeAll(): Promise<void> {
    for (const close of this.closes.reverse()) await this.attempt(close);
  }

  /** An error must not keep the other resources open. */
  private async attempt(work: () => unknown): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }
}
