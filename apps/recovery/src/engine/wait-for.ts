import { setTimeout as delay } from 'node:timers/promises';
import type { RunControl } from './run-control.js';

const EVERY_MS = 50;

/** Asks until the answer is yes; false when the time is up. An aborted run ends it with RunAbortedError. */
export async function waitFor(
  check: () => Promise<boolean>,
  within_ms: number,
  control: RunControl,
): Promise<boolean> {
  for (const until_ms = performance.now() + within_ms; ;) {
    if (await check()) return true;
    if (performance.now() >= until_ms) return false;
    await control.pass();
    await delay(EVERY_MS);
  }
}
