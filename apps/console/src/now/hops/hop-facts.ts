import type { PipelinePoll } from '../sources/readings.js';
import type { Assessed } from '../verdicts/assessed.js';
import type { Figures } from './figures.js';
import type { OutboxRead } from '../verdicts/outbox-counts.js';
import type { RestartsRead } from './restarts.js';

/** What the hops are described of. */
export interface HopFacts {
  readonly now: PipelinePoll;
  /** The poll before; null if there is none, or it is too long ago to say how fast something moves. */
  readonly before: PipelinePoll | null;
  /** Up to and with this poll. */
  readonly restarts: readonly RestartsRead[];
  /** The same of the outbox. */
  readonly outbox: readonly OutboxRead[];
}

/** A hop's figures and the verdict on it. */
export type DescribedHop = Figures & Assessed;

/** Time between the two polls; null if there is one. */
export function secondsBetween({ now, before }: HopFacts): number | null {
  return before === null || now.at_ms <= before.at_ms ? null : (now.at_ms - before.at_ms) / 1_000;
}
