import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long and how often pollUntil calls its probe. A call in progress is never interrupted, also if it takes
 * longer than the limit.
 */
export interface PollOptions {
  /** Time limit in ms, from the call on. The probe is called at least once. */
  readonly within_ms: number;
  /** Wait between an answer and the next call, ms; default 50. */
  readonly every_ms?: number;
  /** Called before each further call; if it throws, the waiting ends with that error. */
  readonly between?: () => Promise<void> | void;
}

/**
 * As PollOptions. The signal is checked before each further call; a call in progress is never interrupted.
 */
export interface WaitOptions {
  /** What is waited for, for the error message: `Kafka to answer`. */
  readonly what: string;
  readonly within_ms: number;
  readonly every_ms?: number;
  readonly signal?: AbortSignal;
}

type Probe<T> = () => Promise<T | undefined | false> | T | undefined | false;

const EVERY_MS = 50;

/**
 * Calls `probe` until it returns something other than undefined or false, and returns that; null if the time
 * is up. Rejects as `probe` does.
 */
export async function pollUntil<T>(
  probe: Probe<T>,
  { within_ms, every_ms = EVERY_MS, between }: PollOptions,
): Promise<T | null> {
  for (const deadline_ms = performance.now() + within_ms; ;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (performance.now() >= deadline_ms) return null;
    await between?.();
    await delay(every_ms);
  }
}

/**
 * Calls `probe` until it returns something other than undefined or false, and returns that. An error counts
 * as "not yet". Throws if the time is up, with the probe's last error as the cause, and throws the signal's
 * reason if it is aborted.
 */
export async function waitUntil<T>(probe: Probe<T>, options: WaitOptions): Promise<T> {
  const { what, within_ms, every_ms = EVERY_MS, signal } = options;
  let cause: unknown;
  const found = await pollUntil(
    async () => {
      try {
        const value = await probe();
        return value === undefined || value === false ? undefined : { value };
      } catch (error) {
        cause = error;
        return undefined;
      }
    },
    { within_ms, every_ms, between: () => signal?.throwIfAborted() },
  );
  if (found !== null) return found.value;
  signal?.throwIfAborted();
  throw new Error(`waited ${Math.round(within_ms / 1000)} s for ${what} in vain`, { cause });
}
