import { expect, it } from '@jest/globals';
import { createRandom } from '@stockproof/workload';
import { runningStack, seller } from '@stockproof/testing';
import { testSeed } from '../stack/test-seed.js';
import { FAULTS } from './faults/nemesis.js';
import { problemsOf } from './report.js';
import { torture } from './torture.js';

/** The short form of `npm run torture`: some short faults, others with another seed. */
const MINUTES = 0.3;
const QUICK = FAULTS.filter(({ kind }) => /^(kill|cut|churn) /.test(kind));

it('under load of all operations and a nemesis nothing is lost, duplicated or wrongly trusted', async () => {
  const seed = testSeed();
  const stack = runningStack();
  const sellers = [await seller(stack), await seller(stack)] as const;
  const said: string[] = [];
  const result = await torture({
    stack,
    sellers,
    seed,
    random: createRandom(seed),
    minutes: MINUTES,
    kinds: QUICK,
    say: (line) => said.push(line),
  });
  expect({ seed, said, problems: problemsOf(result) }).toEqual({ seed, said, problems: [] });
});
