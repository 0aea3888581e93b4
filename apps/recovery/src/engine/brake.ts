import type { RunControl } from './run-control.js';

/** How far live traffic is behind, for as long as a run lasts. */
export interface LagWatch {
  /** Messages that the live consumers have not applied. */
  lag(): Promise<number>;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 500;
/** Messages that live traffic has not applied; a warm consumer is a few hundred behind at most. */
const MOST_LAG = 2_000;
const FIRST_CEILING = 50_000;
const LEAST_CEILING = 1_000;
const EASE = 1.25;

/** The ceiling after a look, events a second: halved while live traffic lags, eased when it does not, gone (null) when it no longer binds. */
export function nextCeiling(ceiling: number | null, lag: number): number | null {
  if (lag > MOST_LAG) return Math.max(LEAST_CEILING, (ceiling ?? FIRST_CEILING) / 2);
  if (ceiling === null) return null;
  const eased = ceiling * EASE;
  return eased >= FIRST_CEILING ? null : eased;
}

/** Slows a run down when live traffic falls behind, until the function that it gives is called. Best effort: a look that fails changes nothing. */
export function startBrake(lag: () => Promise<number>, control: RunControl): () => void {
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      control.ceiling = nextCeiling(control.ceiling, await lag());
    } catch {
      // The next look may know more.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  return () => clearInterval(timer);
}
