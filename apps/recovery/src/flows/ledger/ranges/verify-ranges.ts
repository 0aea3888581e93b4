import { type AvailabilityFunction, BUILT_IN } from '@stockproof/availability';
import { withSharedConnections } from '@stockproof/kafka';
import { type OfferName, offerOf, type SkuRange } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import type { Snapshot } from '../../../engine/snapshot.js';
import { PackedHeads } from '../../../evidence/heads/packed-heads.js';
import type { FlowVerification } from '../../../evidence/recorded-flow.js';
import { findAttestedHeads, findNewestSigned } from '../../../evidence/sql/signed-heads.js';
import { reliedOn } from '../../histories/plan-reading.js';
import type { Selector } from '../../scope/scope-selector.js';
import { measureRadius, readRangeBegins } from '../../scope/sql/offers.js';
import { rulesFor } from '../checks.js';
import { compareHistories, type LedgerReaders, type LedgerVerification } from '../compare-histories.js';
import type { VerificationContext } from '../verification-context.js';
import { mergeRanges, type RangeResult, rangeResult } from './merge-ranges.js';
import {
  barrierOfRange,
  type OpenHistories,
  openHistories,
  type RangesContext,
  readFrom,
  readCdcOfRange,
  readSideOfRange,
} from './open-histories.js';
import { skuRangesFrom, selectorOfRange } from './sku-range.js';

/** The result of a verification of everything, range by range. It has no details of single offers. */
export interface RangesVerification extends FlowVerification {
  /** Offers that a repair has to look at, each for itself. */
  readonly wrong: readonly OfferName[];
}

/**
 * What is compared with the ledger and its CDC history. A candidate, and the CDC of the stock tables, can
 * only be compared by verifyScope.
 */
export interface RangesOptions {
  /** False skips the view and the published messages. */
  readonly with_view: boolean;
}

/** While one range waits for PostgreSQL, another one is decoded. */
const AT_ONCE = 2;

/**
 * Verifies everything like verifyScope, in ranges of SKUs, so that memory does not follow the number of offers:
 * the ends of all histories are fixed first, and the ledger's snapshot, which all ranges share, last. Rejects
 * with RunAbortedError; throws SealedHistoryError.
 */
export function verifyRanges(
  context: VerificationContext & RangesContext,
  whole: Selector,
  options: RangesOptions,
  control: RunControl,
): Promise<RangesVerification> {
  return withSharedConnections(context.broker, (broker) =>
    verifyOpened({ ...context, broker }, whole, options, control),
  );
}

async function verifyOpened(
  context: VerificationContext & RangesContext,
  whole: Selector,
  { with_view }: RangesOptions,
  control: RunControl,
): Promise<RangesVerification> {
  await context.onStep('barrier');
  const open = await openHistories(context, whole, with_view, control);
  try {
    const { read_side, cdc } = open;
    const live = read_side === null ? BUILT_IN : await context.functions(read_side.state.projection.live);
    const ranges = skuRangesFrom(await readRangeBegins(open.at_barrier.db, context.offers_in_range));
    await context.onStep('replay');
    control.beginReading((await measureRadius(open.at_barrier.db, whole.condition)).events);
    const heads = new PackedHeads();
    const verify = async (range: SkuRange, readers: LedgerReaders): Promise<RangeResult> => {
      const found = await verifyRange(context, { open, live, whole, range, readers }, control);
      for (const page of found.heads().pages()) heads.add(page);
      return rangeResult(found);
    };
    const results = await inOneSnapshot(context, ranges, verify);
    await context.onStep('reconcile');
    const merged = mergeRanges(results);
    return {
      ...merged,
      wrong: merged.wrong.map(offerOf),
      barrier: open.barrier,
      history: cdc.plan.ranges,
      read_from: readFrom(context, whole),
      sealed_segments: [
        ...reliedOn(cdc.plan.segments),
        ...reliedOn(read_side?.published.plan.segments ?? []),
      ],
      published: read_side?.published.plan.present ?? [],
      live,
      candidate: null,
      heads: () => heads,
      stateDigest: () => merged.state_digest,
    };
  } finally {
    await open.close();
  }
}

/** Runs work for each range, a few at once, each on two connections of one snapshot of the ledger. */
async function inOneSnapshot(
  { ledger_at }: RangesContext,
  ranges: readonly SkuRange[],
  verify: (range: SkuRange, readers: LedgerReaders) => Promise<RangeResult>,
): Promise<RangeResult[]> {
  const first = await ledger_at();
  const opened: Snapshot[] = [first];
  const join = async (): Promise<Snapshot> => {
    const joined = await ledger_at(first.id);
    opened.push(joined);
    return joined;
  };
  const results: RangeResult[] = [];
  let [next, failed] = [0, false];
  const work = async (): Promise<void> => {
    const readers = { snapshot: await join(), reader: await join() };
    for (let at = next++; !failed; at = next++) {
      const range = ranges[at];
      if (range === undefined) return;
      try {
        results[at] = await verify(range, readers);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  try {
    const done = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, ranges.length) }, work));
    const rejected = done.find((one) => one.status === 'rejected');
    if (rejected !== undefined) throw rejected.reason;
    return results;
  } finally {
    await Promise.all(opened.map((one) => one.close()));
  }
}

interface RangeToVerify {
  readonly open: OpenHistories;
  readonly live: AvailabilityFunction;
  readonly whole: Selector;
  readonly range: SkuRange;
  readonly readers: LedgerReaders;
}

async function verifyRange(
  context: VerificationContext & RangesContext,
  { open, live, whole, range, readers }: RangeToVerify,
  control: RunControl,
): Promise<LedgerVerification> {
  const selector = { ...selectorOfRange(range, whole), range };
  const { records, history_may_end } = context;
  const attested = history_may_end ? await findAttestedHeads(records, selector.condition) : [];
  const cdc = await readCdcOfRange(context, open, selector, attested, control);
  const read_side = open.read_side === null ? null : await readSideOfRange(context, open.read_side, selector);
  const signed = await findNewestSigned(records, 'ledger', selector.condition);
  const barrier = await barrierOfRange(open, selector);
  const rules = await rulesFor(context, selector);
  const histories = { barrier, cdc, read_side, signed, live, rules };
  const onStep = (): Promise<void> => control.waitWhilePaused();
  return compareHistories({ onStep }, selector, histories, readers, control);
}
