import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@stockproof/workload';
import { onEndSignal, recordRuns } from '@stockproof/embedded';
import { runningStack, seller } from '@stockproof/testing';
import { severalNodes, startInstance, stopInstance } from '../stack/instance.js';
import { clockFaults, skewableClocks } from './faults/clock-faults.js';
import { linkFaults } from './faults/link-faults.js';
import { openLinks } from './faults/links.js';
import { LOSSES } from './corruption/losses.js';
import { FAULTS } from './faults/nemesis.js';
import { nodeFaults } from './faults/node-faults.js';
import { readOptions } from './options.js';
import { faultTable, problemsOf, summary } from './report.js';
import { diskFull, mountSmallDisk } from './faults/small-disk.js';
import { torture } from './torture.js';

// `npm run torture -- --minutes 10 --seed 7`: its own stack, load of all operations, and a nemesis. Exit code
// 0: all guarantees held.
const { minutes, seed, only, losses, ha } = readOptions(process.argv.slice(2));
console.log(
  `seed ${seed}; again: npm run torture -- --minutes ${minutes} --seed ${seed}${ha ? ' --ha' : ''}`,
);
const { links, env: through } = ha ? { links: [], env: await severalNodes() } : await openLinks();
const disk = ha ? null : mountSmallDisk();
if (disk === null && !ha) console.log('nobody may mount a disk here: it is not filled');
const clocks = skewableClocks();
// Processes, not containers, whatever the setting: the nemesis stops them, and fills their disk.
const env = await startInstance({
  STOCKPROOF_SERVERS: 'embedded',
  ...through,
  ...clocks.env,
  ...(disk === null ? {} : { STOCKPROOF_HOME: disk.home }),
});
Object.assign(process.env, env, { STOCKPROOF_TEST_HOME: env['STOCKPROOF_HOME'] });
/** Its folder is removed with the disk. */
const tidyUp = async (): Promise<void> => {
  if (disk !== null) process.env['STOCKPROOF_TEST_KEEP'] = 'true';
  await stopInstance(env);
  await Promise.all(links.map((link) => link.close()));
  disk?.unmount();
};
onEndSignal(tidyUp);
let failed = true;
try {
  const stack = runningStack();
  const sellers = [await seller(stack), await seller(stack), await seller(stack)] as const;
  const kinds = (
    ha
      ? nodeFaults(stack)
      : [
          ...FAULTS,
          ...linkFaults(links),
          ...clockFaults(clocks.file),
          ...(disk === null ? [] : [diskFull(disk)]),
        ]
  ).filter(({ kind }) => kind.includes(only));
  if (kinds.length === 0) throw new Error(`no fault is called ${only}`);
  const result = await torture({
    stack,
    sellers,
    random: createRandom(seed),
    seed,
    minutes,
    kinds,
    losses: losses ? LOSSES : [],
    say: (line) => console.log(line),
  });
  const problems = problemsOf(result);
  console.log(`\n${faultTable(result)}\n\n${summary(result, problems)}`);
  const folder = join('.stockproof', 'torture');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed-${seed}.json`);
  writeFileSync(file, `${JSON.stringify({ seed, minutes, problems, ...result }, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
  failed = problems.length > 0;
  const { acknowledged, lost, doubled } = result.checked;
  const figures = `${minutes} minutes, ${result.faults.length} faults, acknowledged ${acknowledged}, lost ${lost.length}, doubled ${doubled.length}`;
  recordRuns({ [ha ? 'torture -- --ha' : 'torture']: { figures, ok: !failed } });
} finally {
  await tidyUp();
}
process.exit(failed ? 1 : 0);
