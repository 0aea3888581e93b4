import type { ProjectionFunctions } from '@stockproof/availability';
import type { Pool } from 'pg';
import type { VerificationStep } from '../../engine/recoverable-flow.js';
import type { OpenSnapshot } from '../../engine/snapshot.js';
import type { HistoryContext } from '../histories/barrier.js';

/** What a verification of a ledger flow reads. */
export interface VerificationContext extends HistoryContext {
  readonly records: Pool;
  /** Opens snapshots of the ledger's database. */
  readonly ledger_at: OpenSnapshot;
  readonly functions: ProjectionFunctions;
  /** The contract's recovery window is finite, so the CDC history may begin later than the ledger. */
  readonly history_may_end: boolean;
  readonly onStep: VerificationStep;
}
