import type { WorldOptions } from '../world/faults/options.js';
import { runSeed, type SeedResult } from './run-seed.js';

const MAX_RUNS = 40;
const LONGEST_NS = 20_000_000_000n;

/** A smaller world that violates the same invariant: fewer events, then fewer kinds of faults. */
export async function shrink(failed: SeedResult): Promise<SeedResult> {
  const broken = failed.violations[0]?.invariant;
  let smallest = failed;
  let runs = 0;
  // The real clock, not the world's.
  const began = process.hrtime.bigint();
  const tryOut = async (options: WorldOptions): Promise<boolean> => {
    runs += 1;
    if (runs > MAX_RUNS || process.hrtime.bigint() - began > LONGEST_NS) return false;
    const result = await runSeed(options);
    if (!result.violations.some(({ invariant }) => invariant === broken)) return false;
    smallest = result;
    return true;
  };
  for (let share = 0.5; share < 0.95;) {
    const events = Math.floor(smallest.options.events * share);
    if (events === 0 || !(await tryOut({ ...smallest.options, events }))) share += 0.2;
  }
  for (const fault of failed.options.faults) {
    const faults = new Set([...smallest.options.faults].filter((one) => one !== fault));
    await tryOut({ ...smallest.options, faults });
  }
  return smallest;
}
