import { createRandom } from '@stockproof/workload';

/** What can go wrong in a world; a seed takes some of them. */
export const FAULTS = [
  'kill',
  'stop',
  'churn',
  'connection',
  'commit',
  'conflict',
  'database',
  'produce',
  'broker',
  'connector',
  'slot',
  'delay',
  'network',
  'poison',
  'view',
  'stock',
  'topic',
  'ledger',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What a world is made of: the same options give the same world to the last bit. */
export interface WorldOptions {
  readonly seed: number;
  /** Updates that sellers post, and orders besides. */
  readonly events: number;
  readonly faults: ReadonlySet<Fault>;
}

/** Which things go wrong in the world of a seed: some of them, so that one does not always hide another. */
export function chooseFaults(seed: number): ReadonlySet<Fault> {
  const random = createRandom(seed ^ 0x5eed);
  const share = random.pick([0, 0.15, 0.3, 0.6, 0.9]);
  return new Set(FAULTS.filter(() => random.chance(share)));
}
