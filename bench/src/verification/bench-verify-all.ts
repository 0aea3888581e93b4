import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { figure, type Line, perSecond } from '../report.js';
import { fillHistories, type Histories } from './fill-histories.js';

/** Of the histories that are filled. */
export const EVENTS_AN_OFFER = 10;
/** Events a second that a verification of everything shall reach, and what its process may hold, MiB. */
const GOAL_RATE = 100_000;
const GOAL_MIB = 320;
/** Options of Node, as the services run (infra/embedded/src/supervisor/parts/service-parts.ts). */
export const NODE_FLAGS = ['--max-semi-space-size=2', '--heap-growing-percent=50'];
/** Most bytes that a verification prints. */
export const MAX_OUTPUT = 16 * 1_024 * 1_024;

/** More events are verified in ranges only. */
const AT_ONCE_EVENTS = 500_000;

/** What is trusted, and whether offers are verified range by range or, as a peer, at once. */
const WAYS = [
  ['sealed', 'ranges'],
  ['sealed', 'at once'],
  ['kafka', 'ranges'],
  ['kafka', 'at once'],
] as const;

/** What `verify-process.ts` prints. */
export interface Verified {
  readonly ms: number;
  readonly cpu_ms: number;
  readonly events: number;
  readonly captured: number;
  readonly offers: number;
  readonly root: string;
  readonly digest: string;
  readonly wrong: readonly string[];
  readonly peak_mib: number;
  readonly steps: readonly string[];
}

/**
 * Verifies everything in a process of its own, over histories that are filled directly: of so many offers, or ten times as
 * many events as offers; sealed and from Kafka. Needs PostgreSQL and Kafka, and no service. At once only up to
 * AT_ONCE_EVENTS, since its memory follows the number of offers.
 */
export async function benchVerifyAll(events: number, given_offers: number | null): Promise<Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stockproof-verify-all-'));
  const offers = given_offers ?? Math.ceil(events / EVENTS_AN_OFFER);
  const { histories, drop } = await fillHistories(folder, events, offers);
  try {
    const lines: Line[] = [];
    for (const [trusts, how] of WAYS) {
      if (how === 'at once' && events > AT_ONCE_EVENTS) continue;
      const found = await verifyAlone(histories, trusts, how);
      const rate = perSecond(found.events, found.ms);
      console.log(`${trusts}, ${how}: ${found.steps.join(', ')} ms, root ${found.root}`);
      lines.push({
        path: `verify all from ${trusts}, ${how}, ${offers.toLocaleString('en')} offers; ${((found.cpu_ms * 1_000) / found.events).toFixed(1)} us of CPU an event, peak ${found.peak_mib.toFixed(0)} MiB`,
        ours: figure(rate, 'ev/s'),
        peer: `${figure(GOAL_RATE, 'ev/s')} and ${GOAL_MIB} MiB, the goal`,
        ratio: Math.min(rate / GOAL_RATE, GOAL_MIB / found.peak_mib),
        goal: 1,
        wrong: wrongOf(found, events, offers),
      });
    }
    return lines;
  } finally {
    await drop();
    rmSync(folder, { recursive: true });
  }
}

async function verifyAlone(histories: Histories, trusts: string, how: string): Promise<Verified> {
  const flags = [...NODE_FLAGS, ...(process.env['STOCKPROOF_BENCH_NODE_FLAGS']?.split(' ') ?? [])];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...flags, 'dist/bench/src/verification/verify-process.js', JSON.stringify(histories), trusts, how],
    { maxBuffer: MAX_OUTPUT },
  );
  return JSON.parse(stdout) as Verified;
}

/** Null if everything was verified and is sound; otherwise what was wrong. */
export function wrongOf(found: Verified, events: number, offers: number): string | null {
  if (found.wrong.length > 0) return found.wrong.join(', ');
  return found.events === events && found.captured === events && found.offers === offers
    ? null
    : `${found.events} rows, ${found.captured} CDC events, ${found.offers} offers`;
}
