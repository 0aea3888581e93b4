import { BUILT_IN } from '@stockproof/availability';
import { withSharedConnections } from '@stockproof/kafka';
import { type OfferName, offerOf } from '@stockproof/verification';
import type { RunControl } from '../../../engine/run-control.js';
import type { FlowVerification } from '../../../evidence/recorded-flow.js';
import { reliedOn } from '../../histories/plan-reading.js';
import type { Selector } from '../../scope/scope-selector.js';
import { measureRadius, readRangeBegins } from '../../scope/sql/offers.js';
import { openHistories, type RangesContext } from '../ranges/open-histories.js';
import { readFrom } from '../ranges/read-range.js';
import { skuRangesFrom } from '../ranges/sku-range.js';
import type { VerificationContext } from '../verification-context.js';
import { verifyInUnits } from './coordinate-units.js';
import type { UnitContext } from './unit-context.js';

/** What a verification of everything needs. */
export type DividedContext = VerificationContext & RangesContext & { readonly units: UnitContext };

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

/**
 * Verifies everything like verifyScope, in ranges of SKUs, so that memory does not follow the number of offers:
 * the ends of all histories are fixed first, and the ledger's snapshot, which all ranges share, last. The ranges are
 * units, which other processes may take. Rejects with RunAbortedError; throws SealedHistoryError.
 */
export function verifyRanges(
  context: DividedContext,
  whole: Selector,
  options: RangesOptions,
  control: RunControl,
): Promise<RangesVerification> {
  return withSharedConnections(context.broker, (broker) =>
    verifyOpened({ ...context, broker }, whole, options, control),
  );
}

async function verifyOpened(
  context: DividedContext,
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
    const { heads, ...merged } = await verifyInUnits(context, { open, live, whole, ranges }, control);
    await context.onStep('reconcile');
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
