import { parentPort, workerData } from 'node:worker_threads';
import { chooseFaults } from '../world/faults/options.js';
import type { SimulateOptions } from './read-options.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { shrink } from './shrink.js';

/** What a worker tells of a seed: with `smallest` when a promise was broken. */
export interface Report {
  readonly result: ReportedResult;
  readonly smallest: ReportedResult | null;
  /** Of the only seed that was asked for. */
  readonly fingerprint: string | null;
}

/** A result as it can be sent. */
export type ReportedResult = Omit<SeedResult, 'fingerprint'>;

// Each worker has its own globals, so each has its own clock: one world after the other in one thread.
const { options, first, step } = workerData as { options: SimulateOptions; first: number; step: number };
// Many errors are part of a world, few are looked at: where one was thrown is told when its seed is run
// alone.
Error.stackTraceLimit = options.seeds === 1 ? 10 : 0;
for (let seed = options.from + first; seed < options.from + options.seeds; seed += step) {
  const faults = options.faults === null ? chooseFaults(seed) : new Set(options.faults);
  const result = await runSeed({ seed, events: options.events, faults });
  const smallest = result.violations.length === 0 ? null : await shrink(result);
  const reported: Report = {
    result: withoutWorld(result),
    smallest: smallest === null ? null : withoutWorld(smallest),
    fingerprint: options.seeds === 1 ? result.fingerprint() : null,
  };
  parentPort?.postMessage(reported);
}

function withoutWorld({ fingerprint: _fingerprint, ...reported }: SeedResult): ReportedResult {
  return reported;
}
