import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Fault, SERVICE_PARTS } from './nemesis.js';

/**
 * Less than the future tolerance of event times (a larger skew is refused, rightly), and less than the
 * checker waits for late expiries.
 */
const SKEW_MS = 2 * 60_000;

/** The file that skewed-clock.mjs reads, and the settings that load it into every process of an instance. */
export function skewableClocks(): { readonly file: string; readonly env: Record<string, string> } {
  const file = join(tmpdir(), `stockproof-clock-${process.pid}.json`);
  const preload = pathToFileURL('test/torture/faults/skewed-clock.mjs').href;
  const NODE_OPTIONS = [process.env['NODE_OPTIONS'] ?? '', `--import=${preload}`].join(' ').trim();
  return { file, env: { NODE_OPTIONS, STOCKPROOF_TEST_CLOCK_FILE: file } };
}

/** Sets the clock of one service after the other wrong by minutes for a while. */
export function clockFaults(file: string): Fault[] {
  return SERVICE_PARTS.flatMap((service) =>
    [-SKEW_MS, SKEW_MS].map((offset_ms): Fault => ({
      kind: `clock ${offset_ms < 0 ? 'behind' : 'ahead'} ${service}`,
      inflict: async (_stack, random) => {
        writeFileSync(file, JSON.stringify({ [service]: offset_ms }));
        await delay(random.between(3_000, 10_000));
        rmSync(file, { force: true });
      },
    })),
  );
}
