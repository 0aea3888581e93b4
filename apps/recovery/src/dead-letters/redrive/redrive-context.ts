import type { RedriveReport } from '@stockproof/evidence';
import type { BrokerProducer } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import type { Pool } from 'pg';
import type { CloseContext } from '../settle/ask-to-close.js';

/** What redrives need: where they are stored, how they are sent and verified. */
export interface RedriveContext extends CloseContext {
  readonly records: Pool;
  /** May write updates. */
  readonly producer: BrokerProducer;
  readonly updates_topic: string;
  /** Signs a value, so that the command handler accepts it as a redrive. */
  readonly sign: (value: string) => Readonly<Record<string, string>>;
  readonly contract: RecoveryContract;
  /** Verifies the offer in a run whose record names the redrive; returns the run's id and status. */
  readonly verify: (offer: { seller_id: string; sku: string }, redrive: RedriveReport) => Promise<Verified>;
}

/** The record of a verification before or after a redrive. */
export interface Verified {
  readonly recovery_id: string;
  readonly confidence_status: string;
}
