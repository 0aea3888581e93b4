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
import type { VerificationContext } from './verification-context.js';
import type { LedgerVerification } from './verify-scope.js';
import { captureAgain, recapturesOf } from './recapture.js';

export interface StockFlowContext extends Omit<VerificationContext, 'onStep'> {
  /** The projection, which owns the view. */
  readonly view_owner: SendContext;
  /** Where the CDC of the stock tables is; null: a verification does not compare the tables with it. */
  readonly stock_capture: StockCapture | null;
  /** The command handler, which owns the stock tables. */
  readonly stock_owner: SendContext;
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
