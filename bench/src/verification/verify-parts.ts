import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { MAX_OUTPUT, NODE_FLAGS } from './bench-verify-all.js';
import type { PartsToVerify } from './choose-offers.js';
import type { Histories } from './fill-histories.js';

/** What a verification of a part took, and what it found. */
export interface VerifiedPart {
  readonly ms: number;
  readonly cpu_ms: number;
  readonly offers: number;
  readonly events: number;
  readonly captured: number;
  /** Checks that did not pass. */
  readonly failed: readonly string[];
}

/** What `scope-process.ts` prints. */
export interface VerifiedParts {
  readonly found: readonly VerifiedPart[];
  readonly peak_mib: number;
}

/** Verifies parts of filled histories in a process of its own, with the options of the service. */
export async function verifyParts(histories: Histories, parts: PartsToVerify): Promise<VerifiedParts> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      ...NODE_FLAGS,
      ...(process.env['STOCKPROOF_BENCH_NODE_FLAGS']?.split(' ') ?? []),
      'dist/bench/src/verification/scope-process.js',
      JSON.stringify(histories),
      JSON.stringify(parts),
    ],
    { maxBuffer: MAX_OUTPUT },
  );
  return JSON.parse(stdout) as VerifiedParts;
}

/** The middle of what the parts took, without the first, which opens connections. */
export function middle({ found }: VerifiedParts, of: (part: VerifiedPart) => number): number {
  const sorted = found.slice(1).map(of);
  sorted.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Null if each part has its offers with all their events, and all checks passed; otherwise what was wrong. */
export function wrongParts({ found }: VerifiedParts, size: number, events_an_offer: number): string | null {
  for (const { offers, events, captured, failed } of found) {
    if (failed.length > 0) return failed.join(', ');
    if (offers === 0 || offers > size || events !== offers * events_an_offer || captured !== events)
      return `${events} rows, ${captured} CDC events, ${offers} offers`;
  }
  return null;
}
