import type { RunControl } from './run-control.js';

/** Watches the lag of live traffic while a run lasts. */
export interface LagWatch {
  /** Number of messages that the live consumers have not applied. */
  lag(): Promise<number>;
  close(): Promise<void>;
}

const POLL_INTERVAL_MS = 500;
/** In messages; a warm consumer lags by a few hundred at most. */
const MAX_LAG = 2_000;
const FIRST_LIMIT = 50_000;
const MIN_LIMIT = 1_000;
const GROWTH = 1.25;

/** Whether live traffic lags so much that other work waits for it. */
export function isLagging(lag: number): boolean {
  return lag > MAX_LAG;
}

/**
 * The next limit in events a second: halved while live traffic lags, raised otherwise, and removed (null)
 * when it no longer limits.
 */
export function nextLimit(max_events_per_s: number | null, lag: number): number | null {
  if (isLagging(lag)) return Math.max(MIN_LIMIT, (max_events_per_s ?? FIRST_LIMIT) / 2);
  if (max_events_per_s === null) return null;
  const raised = max_events_per_s * GROWTH;
  return raised >= FIRST_LIMIT ? null : raised;
}

/**
 * Slows a run down while live traffic lags, until the returned function is called. A failed reading of the
 * lag changes nothing.
 */
export function startLagThrottle(lag: () => Promise<number>, control: RunControl): () => void {
  let reading = false;
  const readLag = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      control.max_events_per_s = nextLimit(control.max_events_per_s, await lag());
    } catch {
      // The next reading may succeed.
    } finally {
      reading = false;
    }
  };
  const timer = setInterval(() => void readLag(), POLL_INTERVAL_MS);
  return () => clearInterval(timer);
}
