import { createRandom } from '@stockproof/workload';

/** The faults that are possible in a world; a seed chooses some of them. */
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

/** The parameters of a world: the same options give exactly the same world. */
export interface WorldOptions {
  readonly seed: number;
  /** Updates that sellers post, and orders. */
  readonly events: number;
  readonly faults: ReadonlySet<Fault>;
}

/** The faults of a seed's world: only some, so that one does not always hide another. */
export function chooseFaults(seed: number): ReadonlySet<Fault> {
  const random = createRandom(seed ^ 0x5eed);
  const share = random.pick([0, 0.15, 0.3, 0.6, 0.9]);
  return new Set(FAULTS.filter(() => random.chance(share)));
}
