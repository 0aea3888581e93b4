import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile, firstBroken, run, runTests } from '../harness.js';
import type { RandomMutant } from './choose.js';

export type Fate = 'unit' | 'simulation' | 'compiler' | 'survived';

const LONGEST_MS = 120_000;
const SEEDS = '--from 1 --seeds 60';

/** Makes the change in the copy, asks the quick tests of that file, then the simulation, then the compiler; and takes it back. */
export async function tryRandom(copy: string, { file, start, end, replacement }: RandomMutant): Promise<{ fate: Fate; by: string }> {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, start) + replacement + text.slice(end));
  try {
    const found = await runTests(copy, ['--selectProjects=unit', '--passWithNoTests', '--testPathIgnorePatterns=/test/', '\\.(int|e2e)\\.spec\\.ts$', '--findRelatedTests', file], {}, LONGEST_MS);
    if (found === null) return { fate: 'unit', by: 'does not end' };
    const by = found.failed ?? found.broken;
    if (by !== null) return { fate: 'unit', by };
    await compile(copy, file);
    const broken = await firstBroken(copy, SEEDS);
    if (broken !== null) return { fate: 'simulation', by: broken };
    // Last, since it is the slowest and few come so far.
    const compiles = await run(copy, ['node_modules/.bin/tsc', '-p', 'tsconfig.json']) === 0;
    return { fate: compiles ? 'survived' : 'compiler', by: '' };
  } finally {
    writeFileSync(path, text);
    await compile(copy, file);
  }
}
