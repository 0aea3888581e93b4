import type { BrokerAdmin } from '@stockproof/kafka';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import { readNewestSealed, type SealedMessage } from '@stockproof/sealed-history';
import type { KnownHead, SkuRange } from '@stockproof/verification';
import type { OpenSnapshot, Snapshot } from '../../../engine/snapshot.js';
import type { RunControl } from '../../../engine/run-control.js';
import { offerOfChange, offerOfPublished } from '../../../sealing/offer-of.js';
import { attestedHeads } from '../../histories/attested-heads.js';
import { type Barrier, type HistoryContext, setBarrier } from '../../histories/barrier.js';
import { readConsumedUpTo } from '../../histories/consumed-up-to.js';
import { planReading, reliedOn, type ReadingPlan } from '../../histories/plan-reading.js';
import { afterLastOf, type CdcHistoryRange } from '../../histories/read-cdc-history.js';
import { NewestMessages } from '../../histories/read-published.js';
import {
  positionsIn,
  type ReadSide,
  waitUntilApplied,
  waitUntilPublished,
} from '../../histories/read-side.js';
import { type ProjectionSeen, readProjection } from '../../histories/sql/projection.js';
import { findOrphanLocations, readViewRows } from '../../histories/sql/view.js';
import { readStreamHeads } from '../../scope/sql/offers.js';
import type { Selector } from '../../scope/scope-selector.js';
import { readSealedChanges } from './read-sealed-changes.js';
import { readTail, type SealedSource, type UnsealedTail } from './unsealed-tail.js';

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

/** A topic up to the end that it had when it was opened. */
interface OpenTopic {
  readonly plan: ReadingPlan;
  readonly tail: UnsealedTail;
}

/** The read side as it was after the barrier. */
interface OpenReadSide {
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
  readonly cdc: OpenTopic;
  readonly read_side: OpenReadSide | null;
  close(): Promise<void>;
}

/**
 * Sets a barrier, and fixes the ends of the topics and a snapshot of the view behind it, in the order of
 * verifyScope. Close it. Rejects with RunAbortedError; throws SealedHistoryError.
 */
export async function openHistories(
  context: RangesContext,
  whole: Selector,
  with_view: boolean,
  control: RunControl,
): Promise<OpenHistories> {
  const opened: { close(): Promise<unknown> }[] = [];
  const hold = <T extends { close(): Promise<unknown> }>(one: T): T => {
    opened.push(one);
    return one;
  };
  const close = async (): Promise<void> => {
    for (const one of opened.splice(0)) await one.close();
  };
  try {
    // Opened before the heartbeat, so the heads in it were committed before the barrier.
    const at_barrier = hold(await context.ledger_at());
    const barrier = await setBarrier(context, control);
    const plan = await planReading(context, whole.history, context.topics.captured, whole.partitions);
    const tail = hold(await readTail(context, plan, offerOfChange(), control));
    const cdc = { plan, tail };
    if (!with_view) return { barrier, at_barrier, cdc, read_side: null, close };
    const admin = await context.broker.admin();
    try {
      const after_last = await afterLastOf(context.broker, plan, tail.after_last);
      const read_side = await openReadSide(context, admin, { whole, after_last }, hold, control);
      return { barrier, at_barrier, cdc, read_side, close };
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
  hold: <T extends { close(): Promise<unknown> }>(one: T) => T,
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

/** The CDC events of a range. What names no offer is in the first range only. Throws SealedHistoryError. */
export async function readCdcOfRange(
  context: RangesContext,
  { cdc: { plan, tail } }: OpenHistories,
  selector: Selector & { readonly range: SkuRange },
  attested: readonly KnownHead[],
  control: RunControl,
): Promise<CdcHistoryRange> {
  const { sealed, partitions } = context;
  const { range } = selector;
  const sources: SealedSource[] = sealed === null ? [] : [{ options: sealed, segments: plan.segments }];
  if (tail.put_aside !== null) sources.push(tail.put_aside);
  const begins = attestedHeads(attested, plan.ranges, partitions);
  const history = await readSealedChanges(sources, { selector, begins }, control);
  await tail.readKept(range, async (messages) => {
    for (const { partition, value } of messages) history.add(partition, value);
    await control.acquireTokens(messages.length);
  });
  history.finish();
  const segments = reliedOn(plan.segments);
  return {
    history,
    ranges: plan.ranges,
    read_from: readFrom(context, selector),
    segments,
    after_last: new Map(),
  };
}

/** Where the histories of a selection are read. */
export function readFrom({ sealed }: HistoryContext, { history }: Selector): TrustedHistory {
  return sealed === null ? 'kafka' : history;
}

/** The heads of a range when the barrier was set. */
export function barrierOfRange(open: OpenHistories, { condition }: Selector): Promise<Barrier> {
  const { barrier, at_barrier } = open;
  return readStreamHeads(at_barrier.db, condition).then((heads) => ({ ...barrier, heads }));
}

/** The view and the newest published messages of a range. Throws SealedHistoryError. */
export async function readSideOfRange(
  { sealed, partitions }: RangesContext,
  { view, published: { plan, tail }, state }: OpenReadSide,
  selector: Selector & { readonly range: SkuRange },
): Promise<ReadSide> {
  const newest = new NewestMessages(selector, partitions);
  const take = (messages: readonly SealedMessage[]): void => newest.take(messages);
  if (sealed !== null) await readNewestSealed(sealed, plan.segments, selector.sealed, take);
  await tail.readNewest(selector.range, take);
  return {
    ...state,
    rows: await readViewRows(view.db, selector.condition),
    orphan_locations: await findOrphanLocations(view.db, selector.condition),
    published: { latest: newest.all(), ranges: plan.present, segments: reliedOn(plan.segments) },
  };
}
