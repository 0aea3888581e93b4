import { parentPort, workerData } from 'node:worker_threads';
import { chooseFaults } from '../world/choose-faults.js';
import type { SimulateOptions } from './read-options.js';
import { runSeed, type SeedResult } from './run-seed.js';
import { shrink } from './shrink.js';

/** What a worker tells of a seed: with `smallest` when a promise was broken. */
export interface Told {
  readonly result: SeedResult;
  readonly smallest: SeedResult | null;
}

// Each worker has its own globals, so each has its own clock: one world after the other in one thread.
const { options, first, step } = workerData as { options: SimulateOptions; first: number; step: number };
for (let seed = options.from + first; seed < options.from + options.seeds; seed += step) {
  const faults = options.faults === null ? chooseFaults(seed) : new Set(options.faults);
  const result = await runSeed({ seed, events: options.events, faults });
  const smallest = result.violations.length === 0 ? null : await shrink(result);
  const told: Told = { result: smallest === null ? { ...result, said: [] } : result, smallest };
  parentPort?.postMessage(told);
}
