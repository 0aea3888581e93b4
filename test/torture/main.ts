import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '@stockproof/marketplace';
import { runningStack, seller } from '@stockproof/testing';
import { startInstance, stopInstance } from '../stack/instance.js';
import { readOptions } from './options.js';
import { faultTable, judged, summary } from './report.js';
import { torture } from './torture.js';

// `npm run torture -- --minutes 10 --seed 7`: a stack of its own, load of all operations, and a nemesis. Exit code 0: all promises held.
const { minutes, seed } = readOptions(process.argv.slice(2));
const env = await startInstance();
Object.assign(process.env, env, { STOCKPROOF_TEST_HOME: env['STOCKPROOF_HOME'] });
let failed = true;
try {
  const stack = runningStack();
  const sellers = [await seller(stack), await seller(stack), await seller(stack)] as const;
  const result = await torture({ stack, sellers, random: createRandom(seed), seed, minutes, say: (line) => console.log(line) });
  const problems = judged(result);
  console.log(`\n${faultTable(result)}\n\n${summary(result, problems)}`);
  const folder = join('.stockproof', 'torture');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `seed-${seed}.json`);
  writeFileSync(file, `${JSON.stringify({ seed, minutes, problems, ...result }, null, 2)}\n`);
  console.log(`\nwritten to ${file}`);
  failed = problems.length > 0;
} finally {
  stopInstance(env);
}
process.exit(failed ? 1 : 0);
