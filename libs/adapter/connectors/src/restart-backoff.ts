/** What is remembered of the restarts of one connector. */
export interface Restarts {
  /** Restarts in a row, none of which was followed by a stable time. */
  readonly in_a_row: number;
  readonly last_at_ms: number | null;
}

export const NO_RESTARTS: Restarts = { in_a_row: 0, last_at_ms: null };

const FIRST_MS = 2_000;
const LONGEST_MS = 120_000;
/** A connector that ran this long before it failed begins with the first backoff again. */
const STABLE_MS = 30_000;

/** How long to wait after the last of so many restarts before the next one: twice as long each time, two minutes at most. */
export function restartAfterMs(in_a_row: number): number {
  return in_a_row === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (in_a_row - 1));
}

/** A last one in the future is of a clock that was set back since: nothing is waited for. */
export function isRestartDue({ in_a_row, last_at_ms }: Restarts, now_ms: number): boolean {
  return last_at_ms === null || now_ms < last_at_ms || now_ms - last_at_ms >= restartAfterMs(in_a_row);
}

/** What counts when it fails after it has run for so long. */
export function afterRunning(restarts: Restarts, ran_ms: number): Restarts {
  return ran_ms >= STABLE_MS ? NO_RESTARTS : restarts;
}
