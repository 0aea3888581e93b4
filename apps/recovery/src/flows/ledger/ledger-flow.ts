import { type OfferName, offerOf } from '@stockproof/verification';
import type { TrustedHistory } from '@stockproof/recovery-contract';
import type { Scope } from '@stockproof/recovery-run';
import type { RepairNames } from '../../engine/recoverable-flow.js';
import type { RunControl } from '../../engine/run-control.js';
import type { SendContext } from '../../engine/send-repairs.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import { type Selector, selectorOf } from '../scope/scope-selector.js';
import { selectOffers } from '../scope/select-offers.js';
import { measureRadius } from '../scope/sql/offers.js';
import type { StockCapture } from '../stock-cdc/read-stock-changes.js';
import type { LedgerVerification } from './compare-histories.js';
import { type DividedContext, type RangesVerification, verifyRanges } from './units/verify-ranges.js';
import { type VerificationOptions, verifyScope } from './verify-scope.js';
import { captureAgain, recapturesOf } from './recapture.js';

/**
 * What the flows that are rebuilt from the ledger share. `onStep` is missing, because it belongs to one run.
 */
export interface StockFlowContext extends Omit<DividedContext, 'onStep'> {
  /** The projection, which owns the view. */
  readonly view_owner: SendContext;
  /** Where the CDC of the stock tables is; null: a verification does not compare the tables with it. */
  readonly stock_capture: StockCapture | null;
  /** The command handler, which owns the stock tables. */
  readonly stock_owner: SendContext;
}

/** What a verification of a scope found, whichever way it was made. */
export type FoundInLedger = LedgerVerification | RangesVerification;

/**
 * Verifies a scope, with the view or without: everything range by range if the ledger has more offers than a
 * range; a part of it, with a candidate, or both histories, at once. Rejects with RunAbortedError.
 */
export async function verifyLedger(
  context: DividedContext,
  selector: Selector,
  options: Omit<VerificationOptions, 'stock_capture'>,
  control: RunControl,
): Promise<FoundInLedger> {
  const { candidate = null } = options;
  const is_divisible = selector.everything && selector.history !== 'both' && candidate === null;
  if (!is_divisible) return verifyScope(context, selector, options, control);
  const { offers } = await measureRadius(context.ledger, selector.condition);
  return offers > context.offers_in_range
    ? verifyRanges(context, selector, options, control)
    : verifyScope(context, selector, options, control);
}

/**
 * What was found of the offers that a repair has to look at; null if there are none. After a verification by
 * ranges they are verified again, at once. Rejects with RunAbortedError.
 */
export async function inDetail(
  context: StockFlowContext,
  found: FoundInLedger,
  { with_view }: VerificationOptions,
  control: RunControl,
): Promise<LedgerVerification | null> {
  if (!('wrong' in found)) return found;
  if (found.wrong.length === 0) return null;
  const scope: Scope = { type: 'by_offer', offers: [...found.wrong] };
  const selector = selectorOf(scope, context.partitions, [], found.read_from ?? undefined);
  const onStep = (): Promise<void> => control.waitWhilePaused();
  return verifyScope({ ...context, onStep }, selector, { with_view }, control);
}

/** The common part of all flows that are rebuilt from the ledger. */
export function fromTheLedger({
  ledger,
  broker,
  topics,
  partitions,
}: StockFlowContext): Pick<
  RecordedFlow<LedgerVerification, Selector>,
  'chain' | 'speaks_of_availability' | 'select' | 'measure'
> {
  const selecting = { broker, captured_topic: topics.captured };
  return {
    chain: 'ledger',
    speaks_of_availability: true,
    select: async (scope: Scope, history?: TrustedHistory): Promise<Selector> =>
      selectorOf(scope, partitions, await selectOffers(ledger, scope, selecting), history),
    measure: ({ condition }: Selector) => measureRadius(ledger, condition),
  };
}

/**
 * Has missing rows published again. Call it when the view is correct, so that the rows are duplicates to it
 * in any order.
 */
export function recaptured(
  context: StockFlowContext,
  found: LedgerVerification,
  names: RepairNames,
  control: RunControl,
): (() => Promise<void>) | null {
  const recaptures = recapturesOf(found, names);
  return recaptures.length === 0
    ? null
    : () => captureAgain(context, found, recaptures, context.stock_owner, control);
}

/** One sentence for each refused offer. */
export function untrusted(refused: readonly string[]): string[] {
  return refused
    .map(offerOf)
    .map(({ seller_id, sku }: OfferName) => `${seller_id} ${sku} was not repaired: its ledger is in doubt`);
}
