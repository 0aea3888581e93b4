import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { seedOfNow } from '../../stack/test-seed.js';
import { copySources } from '../copy-sources.js';
import { compile } from '../harness.js';
import { chooseMutants } from './choose.js';
import { type UpdateResult, tryRandom } from './try-random.js';

/**
 * `npm run mutants -- random --count 50 --seed 1 [--within libs/domain]`: random mutants. Examine those that
 * survive: some change no behaviour, some are found only on real servers, and some show that a test is
 * missing.
 */
export async function tryRandomMutants(args: readonly string[]): Promise<void> {
  const { count, seed, within } = optionsOrEnd(args);
  console.log(`seed ${seed}`);
  const chosen = chooseMutants(count, seed, within);
  const results: Record<UpdateResult, number> = { unit: 0, simulation: 0, compiler: 0, survived: 0 };
  const copy = copySources();
  try {
    await compile(copy);
    for (const mutant of chosen) {
      const { result, by } = await tryRandom(copy, mutant);
      results[result] += 1;
      const change = `${oneLine(mutant.was)} -> ${oneLine(mutant.replacement) || 'nothing'}`;
      console.log(
        `${result === 'survived' ? 'SURVIVED' : result.padEnd(10)} ${mutant.file}:${mutant.line}: ${change}  ${by.slice(0, 80)}`,
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(
    `${chosen.length - results.compiler} changes that compile: unit tests caught ${results.unit}, the simulation ${results.simulation}, ${results.survived} are left to the tests on real servers`,
  );
}

function optionsOrEnd(args: readonly string[]): {
  readonly count: number;
  readonly seed: number;
  readonly within: string;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { count: { type: 'string' }, seed: { type: 'string' }, within: { type: 'string' } },
    });
    const [count, seed] = [Number(values.count ?? 50), Number(values.seed ?? seedOfNow(Date.now()))];
    if (!(count >= 1) || !Number.isSafeInteger(seed))
      throw new Error('--count must be a number from 1 on, --seed a whole number');
    return { count, seed, within: values.within ?? '' };
  } catch (error) {
    console.error((error as Error).message);
    process.exit(2);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 100);
}
