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
