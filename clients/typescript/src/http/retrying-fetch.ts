import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_RETRIES, type RetryPolicy, retryDelay } from './retry-delay.js';

/** How requests are sent. `timeout_ms` is per attempt, until the answer begins. */
export interface FetchOptions {
  readonly retries?: RetryPolicy;
  readonly timeout_ms?: number;
  readonly fetch?: typeof fetch;
  readonly random?: () => number;
}

/** Longer than the longest `Prefer: wait`. */
const TIMEOUT_MS = 40_000;

/**
 * A fetch that repeats what failed for a passing reason, with the same body and so the same ids. Returns the last
 * answer, whatever it is; rejects with the last error if there never was one, or at once if the caller aborted.
 */
export function retryingFetch(options: FetchOptions = {}): typeof fetch {
  const { retries = DEFAULT_RETRIES, timeout_ms = TIMEOUT_MS, random = Math.random } = options;
  const send = options.fetch ?? globalThis.fetch;
  return async (input, init) => {
    const request = new Request(input, init);
    const began_ms = performance.now();
    for (let attempt = 1; ; attempt += 1) {
      request.signal.throwIfAborted();
      const tried = await tryOnce(send, request, timeout_ms);
      const delay_ms = retryDelay(
        {
          status: tried.answer?.status ?? null,
          retry_after: tried.answer?.headers.get('retry-after') ?? null,
          attempt,
          elapsed_ms: performance.now() - began_ms,
          now_ms: Date.now(),
          random: random(),
        },
        retries,
      );
      const over = request.signal.aborted || tried.answer?.ok === true || delay_ms === null;
      if (over && tried.answer !== null) return tried.answer;
      if (over) throw tried.error;
      await tried.answer?.body?.cancel();
      await sleep(delay_ms, undefined, { signal: request.signal });
    }
  };
}

type Tried =
  { readonly answer: Response; readonly error: null } | { readonly answer: null; readonly error: unknown };

async function tryOnce(send: typeof fetch, request: Request, timeout_ms: number): Promise<Tried> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new Error(`no answer of ${new URL(request.url).origin} within ${timeout_ms} ms`)),
    timeout_ms,
  );
  try {
    const signal = AbortSignal.any([request.signal, late.signal]);
    return { answer: await send(request.clone(), { signal }), error: null };
  } catch (error) {
    return { answer: null, error };
  } finally {
    clearTimeout(timer);
  }
}
