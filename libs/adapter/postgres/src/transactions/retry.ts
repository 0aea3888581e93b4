import { setTimeout as delay } from 'node:timers/promises';
import { isTransientPgError } from './transient.js';

/** How retries are observed and ended. Without a signal a transient error is retried forever. */
export interface RetryOptions {
  /** Called before each wait, with the error and the number of failures so far. */
  readonly onRetry?: (error: Error, failures: number) => void;
  /** Aborting it ends the retries and the current wait with the last error. */
  readonly signal?: AbortSignal | undefined;
  readonly wait?: (ms: number) => Promise<void>;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

/**
 * Runs `work` and repeats it while it fails with a transient database error. The wait is 50 ms, doubled up to
 * 5 s. Every other error is thrown at once. After a lost COMMIT only the stored offset shows whether it took
 * effect, so `work` must read it each time.
 */
export async function retryTransient<T>(work: () => Promise<T>, options: RetryOptions = {}): Promise<T> {
  const { signal } = options;
  const wait =
    options.wait ??
    ((ms: number) => delay(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined));
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTransientPgError(error) || signal?.aborted) throw error;
      options.onRetry?.(error as Error, failures);
      await wait(backoffMs(failures));
      if (signal?.aborted) throw error;
    }
  }
}

/** 50, 100, 200 ... 5000 ms. Without jitter, because only one holder per partition retries. */
export function backoffMs(failures: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1));
}
