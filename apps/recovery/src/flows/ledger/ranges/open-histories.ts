import type { BrokerAdmin } from '@stockproof/kafka';
import type { OpenSnapshot, Snapshot } from '../../../engine/snapshot.js';
import type { RunControl } from '../../../engine/run-control.js';
import { offerOfChange, offerOfPublished } from '../../../sealing/offer-of.js';
import { type Barrier, type HistoryContext, setBarrier } from '../../histories/barrier.js';
import { readConsumedUpTo } from '../../histories/consumed-up-to.js';
import { planReading, type ReadingPlan } from '../../histories/plan-reading.js';
import { afterLastOf } from '../../histories/read-cdc-history.js';
import {
  positionsIn,
  type ReadSide,
  waitUntilApplied,
  waitUntilPublished,
} from '../../histories/read-side.js';
import { type ProjectionSeen, readProjection } from '../../histories/sql/projection.js';
import { readSignedSoFar, type SignedSoFar } from '../../../evidence/sql/signed-heads.js';
import type { Selector } from '../../scope/scope-selector.js';
import type { VerificationContext } from '../verification-context.js';
import { Opened } from './opened.js';
import { readTail, type UnsealedTail } from './unsealed-tail.js';

/** What a verification by ranges needs. `offsets_in_memory` is as in TailContext. */
export interface RangesContext extends HistoryContext {
  /** Opens snapshots of the ledger's database, and of the view's. */
  readonly ledger_at: OpenSnapshot;
  readonly view_at: OpenSnapshot;
  /** About so many offers are verified at once; memory follows it. */
  readonly offers_in_range: number;
  /** A longer tail that is not sealed is put aside in files. */
  readonly offsets_in_memory?: number;
}

/** What reading ranges needs in any process, also one that opened no histories itself. */
export type RangeReader = Pick<
  RangesContext & VerificationContext,
  | 'broker'
  | 'functions'
  | 'history_may_end'
  | 'ledger_at'
  | 'offsets_in_memory'
  | 'partitions'
  | 'records'
  | 'sealed'
  | 'view_at'
>;

/** A topic up to the end that it had when it was opened. */
export interface OpenTopic {
  readonly plan: ReadingPlan;
  readonly tail: UnsealedTail;
}

/** The read side as it was after the barrier. */
export interface OpenReadSide {
  readonly view: Snapshot;
  readonly published: OpenTopic;
  readonly state: Pick<ReadSide, 'applied' | 'published_up_to_barrier' | 'positions'> & {
    readonly projection: ProjectionSeen;
  };
}

/** All histories but the ledger, fixed at one barrier, to be read range by range. */
export interface OpenHistories {
  readonly barrier: Omit<Barrier, 'heads'>;
  /** The ledger when the barrier was set; it has the heads. */
  readonly at_barrier: Snapshot;
  /** Heads that were signed later are not known to the ledger's snapshot. */
  readonly signed: SignedSoFar;
  readonly cdc: OpenTopic;
  readonly read_side: OpenReadSide | null;
  close(): Promise<void>;
}

/**
 * Sets a barrier, and fixes the ends of the topics and a snapshot of the view behind it, in the order of
 * verifyScope. Close it. Rejects with RunAbortedError; throws SealedHistoryError.
 */
export async function openHistories(
  context: RangesContext & Pick<VerificationContext, 'records'>,
  whole: Selector,
  with_view: boolean,
  control: RunControl,
): Promise<OpenHistories> {
  const { hold, close } = new Opened();
  try {
    // Opened before the heartbeat, so the heads in it were committed before the barrier.
    const at_barrier = hold(await context.ledger_at());
    // Before the ledger's snapshot, which then has every head that was signed.
    const signed = await readSignedSoFar(context.records);
    const barrier = await setBarrier(context, control);
    const plan = await planReading(context, whole.history, context.topics.captured, whole.partitions);
    const tail = hold(await readTail(context, plan, offerOfChange(), control));
    const cdc = { plan, tail };
    if (!with_view) return { barrier, signed, at_barrier, cdc, read_side: null, close };
    const admin = await context.broker.admin();
    try {
      const after_last = await afterLastOf(context.broker, plan, tail.after_last);
      const read_side = await openReadSide(context, admin, { whole, after_last }, hold, control);
      return { barrier, signed, at_barrier, cdc, read_side, close };
    } finally {
      await admin.close();
    }
  } catch (error) {
    await close();
    throw error;
  }
}

async function openReadSide(
  context: RangesContext,
  admin: BrokerAdmin,
  { whole, after_last }: { readonly whole: Selector; readonly after_last: ReadonlyMap<number, number> },
  hold: Opened['hold'],
  control: RunControl,
): Promise<OpenReadSide> {
  const { topics } = context;
  const applied = await waitUntilApplied(context, admin, after_last, control);
  const view = hold(await context.view_at());
  const in_view = await positionsIn(context, view.db);
  const projection = await readProjection(view.db);
  const published_up_to_barrier = await waitUntilPublished(context, in_view, control);
  const plan = await planReading(context, whole.history, topics.availability, null);
  const tail = hold(await readTail(context, plan, offerOfPublished, control));
  const positions = await readConsumedUpTo(admin, topics.captured, in_view);
  const state = { applied, published_up_to_barrier, positions, projection };
  return { view, published: { plan, tail }, state };
}
