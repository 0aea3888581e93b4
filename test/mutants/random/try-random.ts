import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile, firstBroken, run, runTests } from '../harness.js';
import type { RandomMutant } from './choose.js';

export type UpdateResult = 'unit' | 'simulation' | 'compiler' | 'survived';

const UNIT = [
  '--selectProjects=unit',
  '--passWithNoTests',
  '--testPathIgnorePatterns=/test/',
  '\\.(int|e2e)\\.spec\\.ts$',
];
/** The specs next to a file end in seconds; a run that takes this long does not end. */
const LONGEST_BESIDE_MS = 120_000;
/** The specs that reach a file may be nearly all of them, on a machine with other load. */
const LONGEST_MS = 900_000;
const SEEDS = '--from 1 --seeds 60';

/**
 * Makes the change in the copy, runs the tests next to it, then all that reach it, then the simulation, then
 * the compiler, and reverts it.
 */
export async function tryRandom(
  copy: string,
  { file, start, end, replacement }: RandomMutant,
): Promise<{ result: UpdateResult; by: string }> {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.slice(0, start) + replacement + text.slice(end));
  try {
    const by =
      (await firstFailure(copy, ['--testPathPatterns', `/${dirname(file)}/[^/]*$`], LONGEST_BESIDE_MS)) ??
      (await firstFailure(copy, ['--findRelatedTests', file], LONGEST_MS));
    if (by !== null) return { result: 'unit', by };
    await compile(copy, file);
    const broken = await firstBroken(copy, SEEDS);
    if (broken !== null) return { result: 'simulation', by: broken };
    // Last, because it is the slowest and few mutants get this far.
    const compiles = (await run(copy, ['node_modules/.bin/tsc', '-p', 'tsconfig.json'])) === 0;
    return { result: compiles ? 'survived' : 'compiler', by: '' };
  } finally {
    writeFileSync(path, text);
    await compile(copy, file);
  }
}

async function firstFailure(
  copy: string,
  which: readonly string[],
  longest_ms: number,
): Promise<string | null> {
  const found = await runTests(copy, [...UNIT, ...which], {}, longest_ms);
  return found === null ? 'does not end' : (found.failed ?? found.broken);
}
