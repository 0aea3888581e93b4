/** When an attempt is repeated. Milliseconds. */
export interface RetryPolicy {
  /** Bound of the first wait; it doubles with each attempt. */
  readonly first_ms: number;
  readonly most_ms: number;
  /** No attempt begins later than this after the first one. */
  readonly give_up_after_ms: number;
}

/** Gives up after a minute. */
export const DEFAULT_RETRIES: RetryPolicy = { first_ms: 100, most_ms: 10_000, give_up_after_ms: 60_000 };

/** An attempt that failed. */
export interface FailedAttempt {
  /** The HTTP status; null if there was no answer. */
  readonly status: number | null;
  /** The header Retry-After as it was sent. */
  readonly retry_after: string | null;
  /** From 1. */
  readonly attempt: number;
  readonly elapsed_ms: number;
  readonly now_ms: number;
  /** In [0, 1). */
  readonly random: number;
}

const PASSING: ReadonlySet<number> = new Set([408, 502, 503, 504]);

/**
 * Milliseconds until the next attempt; null if it would not help or the time is up. Every operation of the client
 * may be repeated, because each has an id of the caller's. A 429 without Retry-After is a limit that does not pass
 * with time. The wait is drawn from [0, bound), so that clients which failed together do not come back together,
 * and comes on top of what the server asked for.
 */
export function retryDelay(failed: FailedAttempt, policy: RetryPolicy): number | null {
  const { status, attempt, elapsed_ms, random } = failed;
  const asked_ms = retryAfter(failed.retry_after, failed.now_ms);
  const passes = status === null || PASSING.has(status) || (status === 429 && asked_ms !== null);
  if (!passes) return null;
  const bound_ms = Math.min(policy.most_ms, policy.first_ms * 2 ** (attempt - 1));
  const delay_ms = Math.floor((asked_ms ?? 0) + random * bound_ms);
  return elapsed_ms + delay_ms > policy.give_up_after_ms ? null : delay_ms;
}

/** RFC 9110: seconds, or a date. Null if it is missing or neither. */
function retryAfter(text: string | null, now_ms: number): number | null {
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const at_ms = Date.parse(text);
  return Number.isNaN(at_ms) ? null : Math.max(0, at_ms - now_ms);
}
