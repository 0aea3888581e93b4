/** The restarts of one connector. */
export interface Restarts {
  /** Consecutive restarts without a stable time in between. */
  readonly in_a_row: number;
  readonly last_at_ms: number | null;
}

/** No restart, or none since the connector last ran for a stable time: the next one is due at once. */
export const NO_RESTARTS: Restarts = { in_a_row: 0, last_at_ms: null };

const FIRST_MS = 2_000;
const LONGEST_MS = 120_000;
/** After running this long a connector starts with the shortest backoff again. */
const STABLE_MS = 30_000;

/** Wait in ms after this many consecutive restarts: doubled each time, two minutes at most. */
export function restartAfterMs(in_a_row: number): number {
  return in_a_row === 0 ? 0 : Math.min(LONGEST_MS, FIRST_MS * 2 ** (in_a_row - 1));
}

/**
 * Whether the next restart is due. If the last one is in the future, the clock was set back, and it is due.
 */
export function isRestartDue({ in_a_row, last_at_ms }: Restarts, now_ms: number): boolean {
  return last_at_ms === null || now_ms < last_at_ms || now_ms - last_at_ms >= restartAfterMs(in_a_row);
}

/** The restarts to count if the connector fails after running this long. */
export function afterRunning(restarts: Restarts, ran_ms: number): Restarts {
  return ran_ms >= STABLE_MS ? NO_RESTARTS : restarts;
}
