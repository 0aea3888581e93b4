import type { RunControl } from './run-control.js';

/** How far live traffic is behind, for as long as a run lasts. */
export interface LagWatch {
  /** Messages that the live consumers have not applied. */
  lag(): Promise<number>;
  close(): Promise<void>;
}

const POLL_INTERVAL_MS = 500;
/** Messages that live traffic has not applied; a warm consumer is a few hundred behind at most. */
const MAX_LAG = 2_000;
const FIRST_LIMIT = 50_000;
const MIN_LIMIT = 1_000;
const GROWTH = 1.25;

/**
 * The ceiling after a verification, events a second: halved while live traffic lags, eased when it does not,
 * gone (null) when it no longer binds.
 */
export function nextLimit(max_events_per_s: number | null, lag: number): number | null {
  if (lag > MAX_LAG) return Math.max(MIN_LIMIT, (max_events_per_s ?? FIRST_LIMIT) / 2);
  if (max_events_per_s === null) return null;
  const raised = max_events_per_s * GROWTH;
  return raised >= FIRST_LIMIT ? null : raised;
}

/**
 * Slows a run down when live traffic falls behind, until the function that it gives is called. Best effort: a
 * verification that fails changes nothing.
 */
export function startLagThrottle(lag: () => Promise<number>, control: RunControl): () => void {
  let reading = false;
  const readLag = async (): Promise<void> => {
    if (reading) return;
    reading = true;
    try {
      control.max_events_per_s = nextLimit(control.max_events_per_s, await lag());
    } catch {
      // The next verification may know more.
    } finally {
      reading = false;
    }
  };
  const timer = setInterval(() => void readLag(), POLL_INTERVAL_MS);
  return () => clearInterval(timer);
}
