import { createRandom } from '@stockproof/workload';
import { type Fault, FAULTS } from './options.js';

/** Which things go wrong in the world of a seed: some of them, so that one does not always hide another. */
export function chooseFaults(seed: number): ReadonlySet<Fault> {
  const random = createRandom(seed ^ 0x5eed);
  const share = random.pick([0, 0.15, 0.3, 0.6, 0.9]);
  return new Set(FAULTS.filter(() => random.chance(share)));
}
