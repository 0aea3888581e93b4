import type { TrustedHistory } from '@stockproof/recovery-contract';
import { readNewestSealed, type SealedMessage } from '@stockproof/sealed-history';
import type { KnownHead, SkuRange } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import { attestedHeads } from '../../histories/attested-heads.js';
import type { Barrier, HistoryContext } from '../../histories/barrier.js';
import { reliedOn } from '../../histories/plan-reading.js';
import type { CdcHistoryRange } from '../../histories/read-cdc-history.js';
import { NewestMessages } from '../../histories/read-published.js';
import type { ReadSide } from '../../histories/read-side.js';
import { findOrphanLocations, readViewRows } from '../../histories/sql/view.js';
import type { Selector } from '../../scope/scope-selector.js';
import { readStreamHeads } from '../../scope/sql/offers.js';
import type { OpenHistories, OpenReadSide, RangeReader } from './open-histories.js';
import { readSealedChanges } from './read-sealed-changes.js';
import type { SealedSource } from './unsealed-tail.js';

/** The CDC events of a range. What names no offer is in the first range only. Throws SealedHistoryError. */
export async function readCdcOfRange(
  context: Pick<RangeReader, 'sealed' | 'partitions'>,
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
export function readFrom({ sealed }: Pick<HistoryContext, 'sealed'>, { history }: Selector): TrustedHistory {
  return sealed === null ? 'kafka' : history;
}

/** The heads of a range when the barrier was set. */
export function barrierOfRange(open: OpenHistories, { condition }: Selector): Promise<Barrier> {
  const { barrier, at_barrier } = open;
  return readStreamHeads(at_barrier.db, condition).then((heads) => ({ ...barrier, heads }));
}

/** The view and the newest published messages of a range. Throws SealedHistoryError. */
export async function readSideOfRange(
  { sealed, partitions }: Pick<RangeReader, 'sealed' | 'partitions'>,
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
