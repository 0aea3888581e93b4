import type { Logger } from '@stockproof/telemetry';
import type { ExchangeKey } from './content/authenticate.js';
import type { UnitEnd } from './metrics.js';

/** What a process needs to work on units, its own and those of other processes. */
export interface UnitContext {
  /** Names this process: no other one has the same name. */
  readonly holder: string;
  /** Processes of other code do not work together. */
  readonly code_version: string;
  /** A unit that is not renewed for so long is claimed by another process. */
  readonly lease_ms: number;
  /** Most units that this process verifies at the same time; memory follows it. */
  readonly at_once: number;
  /** Read for each verification, so that it can be replaced. */
  readonly exchangeKey: () => Promise<ExchangeKey>;
  /** Ids of the sets that this process coordinates now; it changes. */
  readonly coordinated: Set<string>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Called when the work on a unit has ended. */
  readonly onEnd: (end: UnitEnd) => void;
}

/** How often a lease of so many milliseconds is renewed, and progress is told: four times in it, at least once a second. */
export function renewalMs(lease_ms: number): number {
  return Math.min(lease_ms / 4, 1_000);
}
