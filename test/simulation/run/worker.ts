import { parentPort, workerData } from 'node:worker_threads';
import { chooseFaults } from '../world/faults/options.js';
import type { SimulateOptions } from './read-options.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { shrink } from './shrink.js';

/** A worker's result for a seed; with `smallest` if an invariant was violated. */
export interface Report {
  readonly result: ReportedResult;
  readonly smallest: ReportedResult | null;
  /** Only if a single seed was requested. */
  readonly fingerprint: string | null;
}

/** A result that can be sent to another thread. */
export type ReportedResult = Omit<SeedResult, 'fingerprint'>;

// Each worker has its own globals, and therefore its own clock: one world after the other in one thread.
const { options, first, step } = workerData as { options: SimulateOptions; first: number; step: number };
// Worlds create many errors, and few are read: stack traces are on only when a seed is run alone.
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
