import type { Leader } from './leader.js';

/** The leadership of a process that has no other beside it: of benchmarks and tests. */
export const LEADS_ALONE: Pick<Leader, 'term'> = { term: { epoch: 1, check: () => Promise.resolve() } };
