import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onEndSignal, recordRuns, TEST_INSTANCES } from '@stockproof/embedded';
import { copySources } from './copy-sources.js';
import { endRun } from './harness.js';
import { MUTANTS } from './mutants.js';
import { tryRandomMutants } from './random/main.js';
import { type Tried, tryMutant } from './try-mutant.js';

// `npm run mutants`, or `npm run mutants -- stack` / `-- "a part of a name"` for some of them, or `-- random
// --count 50 --seed 1`.
const [wanted = '', ...more] = process.argv.slice(2);
const instances = mkdtempSync(join(tmpdir(), 'stockproof-instances-'));
process.env[TEST_INSTANCES] = instances;
onEndSignal(() => endRun(instances));
process.on('exit', () => rmSync(instances, { recursive: true, force: true }));
if (wanted === 'random') {
  await tryRandomMutants(more);
  process.exit(0);
}
const chosen = MUTANTS.filter(
  ({ name, harness }) => wanted === '' || harness === wanted || name.includes(wanted),
);
if (chosen.length === 0) {
  console.error(`no mutant is called ${wanted}`);
  process.exit(1);
}
const copy = copySources();
const tried: Tried[] = [];
try {
  for (const mutant of chosen) {
    // A mutant that cannot be run is reported as not caught, and the others are still run.
    const one = await tryMutant(copy, mutant).catch((error: Error) => ({
      mutant,
      caught_by: null,
      seconds: 0,
      why: error.message,
    }));
    tried.push(one);
    const by = one.caught_by?.slice(0, 90) ?? ('why' in one ? `NOT TRIED: ${one.why}` : 'SURVIVED');
    console.log(
      `${mutant.name.padEnd(48)} ${mutant.harness.padEnd(5)} ${one.seconds.toFixed(1).padStart(6)} s  ${by}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const survived = tried.filter(({ caught_by }) => caught_by === null).length;
console.log(`${tried.length} mutants, ${tried.length - survived} caught, ${survived} survived`);
if (wanted === '')
  recordRuns({
    mutants: { figures: `${tried.length} defects, ${tried.length - survived} caught`, ok: survived === 0 },
  });
process.exit(survived === 0 ? 0 : 1);
