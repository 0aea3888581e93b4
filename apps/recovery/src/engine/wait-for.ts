import { pollUntil } from '@stockproof/timing';
import type { RunControl } from './run-control.js';

/** Asks until the answer is yes; false when the time is up. An aborted run ends it with RunAbortedError. */
export async function waitFor(
  check: () => Promise<boolean>,
  within_ms: number,
  control: RunControl,
): Promise<boolean> {
  return (await pollUntil(check, { within_ms, between: () => control.waitWhilePaused() })) !== null;
}
