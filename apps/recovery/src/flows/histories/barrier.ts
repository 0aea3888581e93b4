import type { Broker } from '@stockproof/kafka';
import type { BarrierHead } from '@stockproof/verification';
import type { Pool } from 'pg';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import type { SealedHistory } from '../../sealing/sealed-history.js';
import type { Selector } from '../scope/scope-selector.js';
import type { HeartbeatWatch } from './heartbeat-watch.js';
import { readStreamHeads } from '../scope/sql/offers.js';
import { readWalPosition, writeBarrierHeartbeat } from './sql/capture.js';

/**
 * Where the histories of offers are read. `projection_group` is the consumer group whose stored offsets say
 * what the view contains. `topics` are full names.
 */
export interface HistoryContext {
  readonly ledger: Pool;
  readonly view: Pool;
  readonly broker: Broker;
  readonly heartbeat: Pick<HeartbeatWatch, 'consumed'>;
  readonly partitions: number;
  readonly group_prefix: string;
  readonly projection_group: string;
  /** Null: nothing is sealed, and everything is read from Kafka. */
  readonly sealed: SealedHistory | null;
  readonly topics: { readonly captured: string; readonly availability: string };
  /**
   * Longest wait for CDC events that are on their way, ms. After that they are not covered, but never called
   * missing.
   */
  readonly barrier_ms: number;
}

/** Short, because each verification of one offer waits for it. */
const BARRIER_POLL_MS = 10;

/** A point of the ledger's history: everything committed before it must be found in the other histories. */
export interface Barrier {
  readonly heads: readonly BarrierHead[];
  readonly wal_lsn: string;
  readonly taken_at: string;
  /** Whether CDC has passed it. */
  readonly passed: boolean;
}

/**
 * Sets a barrier for the scope, a heartbeat that is written now, and waits, for at most `barrier_ms`, until
 * CDC has delivered it. Rejects with RunAbortedError.
 */
export async function captureBarrier(
  context: HistoryContext,
  selector: Selector,
  control: RunControl,
): Promise<Barrier> {
  // The heads are read first, so their content was committed before the heartbeat.
  const heads = await readStreamHeads(context.ledger, selector.condition);
  return { heads, ...(await setBarrier(context, control)) };
}

/** Like captureBarrier, for heads that the caller has read, or holds in a snapshot. */
export async function setBarrier(
  { ledger, heartbeat, barrier_ms }: HistoryContext,
  control: RunControl,
): Promise<Omit<Barrier, 'heads'>> {
  // WAL positions are not compared: a restored server, or another one, may have lower positions.
  const beat = await writeBarrierHeartbeat(ledger);
  const { wal_lsn, taken_at } = await readWalPosition(ledger);
  const passed = await waitFor(() => heartbeat.consumed(beat), barrier_ms, control, BARRIER_POLL_MS);
  return { wal_lsn, taken_at: taken_at.toISOString(), passed };
}
