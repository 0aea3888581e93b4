import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRandom } from '@stockproof/workload';
import type { Mutation } from './mutation.js';
import { mutationsOf } from './mutations.js';

/** A change of a file, with its description. */
export interface RandomMutant extends Mutation {
  readonly file: string;
  readonly was: string;
}

const CODE = /^(apps|libs)\/.*\.ts$/;
/** Tests, generated code, and code without steps of its own. */
const NOT_MEANT = /\.spec\.ts$|\/generated\/|\/(migrations|entities)\/|(index|tokens)\.ts$/;

/**
 * `count` of all possible changes of the services and libraries, chosen by `seed`, in files whose path
 * contains `within`.
 */
export function chooseMutants(count: number, seed: number, within = ''): RandomMutant[] {
  const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => CODE.test(file) && !NOT_MEANT.test(file) && file.includes(within));
  const all = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return mutationsOf(file, text).map((one) => ({ ...one, file, was: text.slice(one.start, one.end) }));
  });
  const random = createRandom(seed);
  const chosen = new Set<RandomMutant>();
  while (chosen.size < Math.min(count, all.length)) chosen.add(random.pick(all));
  return [...chosen];
}
