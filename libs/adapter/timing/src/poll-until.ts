import { setTimeout as delay } from 'node:timers/promises';

export interface PollOptions {
  /** From the call on; the probe is asked at least once. */
  readonly within_ms: number;
  /** Between an answer and the next question; 50 unless said. */
  readonly every_ms?: number;
  /** Runs before each next question; what it throws ends the waiting. */
  readonly between?: () => Promise<void> | void;
}

export interface WaitOptions {
  /** What is waited for, for the error: `Kafka to answer`. */
  readonly what: string;
  readonly within_ms: number;
  readonly every_ms?: number;
  readonly signal?: AbortSignal;
}

type Probe<T> = () => Promise<T | undefined | false> | T | undefined | false;

const EVERY_MS = 50;

/** Asks again until `probe` gives something but undefined or false; null when the time is up. Rejects as `probe` does. */
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
 * Asks again until `probe` gives something but undefined or false. An error counts as "not yet"; the last one
 * is the cause of what is thrown when the time is up. Throws the signal's reason once it is aborted.
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
