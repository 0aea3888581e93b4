import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  /** What is waited for, for the error: `Kafka to answer`. */
  readonly what: string;
  readonly within_ms: number;
  readonly every_ms?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks again until `probe` gives something but undefined or false. An error counts as "not yet"; the last one
 * is the cause of what is thrown when the time is up.
 */
export async function waitUntil<T>(
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  options: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + options.within_ms;
  let cause: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
    } catch (error) {
      cause = error;
    }
    options.signal?.throwIfAborted();
    if (Date.now() > deadline) {
      const seconds = Math.round(options.within_ms / 1000);
      throw new Error(`waited ${seconds} s for ${options.what} in vain`, { cause });
    }
    await delay(options.every_ms ?? 50);
  }
}
