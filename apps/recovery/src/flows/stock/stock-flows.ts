import { type OfferName, offerOf } from '@stockproof/verification';
import type { Scope } from '@stockproof/recovery-run';
import { look, type Look, type LookContext } from '../ledger/look.js';
import { promoteCandidate } from '../availability/promote-candidate.js';
import { captureAgain, recapturesOf } from '../ledger/recapture.js';
import { repairsOfStock } from './repair-stock.js';
import { repairsOfView } from '../availability/repair-view.js';
import type { RunControl } from '../../engine/run-control.js';
import type { SendContext } from '../../engine/send-repairs.js';
import { type Selector, selectorOf } from '../scope/scope-selector.js';
import { selectOffers } from '../scope/select-offers.js';
import { measureRadius } from '../scope/sql/measure-radius.js';
import type { RecoverableFlow, RepairNames, Repairs } from '../../engine/recoverable-flow.js';

export interface StockFlowContext extends Omit<LookContext, 'onStep'> {
  /** The projection, which owns the view. */
  readonly view_owner: SendContext;
  /** The command handler, which owns the ledger's derived tables. */
  readonly stock_owner: SendContext;
}

/** The view of availability: rebuilt from the ledger, repaired through the projection. */
export function availabilityFlow(context: StockFlowContext): RecoverableFlow<Look> {
  const owner = context.view_owner;
  return {
    ...fromTheLedger(context),
    owner,
    look: (selector, candidate, onStep, control) =>
      look({ ...context, onStep }, selector, { with_view: true, candidate }, control),
    async repairsOf(found, names, control): Promise<Repairs> {
      const { repairs, refused } = repairsOfView(found, names.recovery_id, names.prefix);
      return {
        messages: repairs,
        refused: inDoubt(refused),
        after: recaptured(context, found, names, control),
      };
    },
    promote(ask, control) {
      const { selector, onStep, recovery_id, candidate } = ask;
      const wanted = { with_view: true, candidate: { recovery_id, name: candidate } };
      return promoteCandidate(
        { ...ask, owner, see: () => look({ ...context, onStep }, selector, wanted, control) },
        control,
      );
    },
  };
}

/** The ledger's own derived tables: rebuilt from its rows, repaired through the command handler. */
export function stockTablesFlow(context: StockFlowContext): RecoverableFlow<Look> {
  return {
    ...fromTheLedger(context),
    owner: context.stock_owner,
    look: (selector, candidate, onStep, control) =>
      look({ ...context, onStep }, selector, { with_view: false, candidate }, control),
    async repairsOf(found, names, control): Promise<Repairs> {
      const { repairs, refused } = await repairsOfStock(found, context.ledger_at, names, control);
      return {
        messages: repairs,
        refused: inDoubt(refused),
        after: recaptured(context, found, names, control),
      };
    },
  };
}

function fromTheLedger({
  ledger,
  broker,
  topics,
  group_prefix,
  partitions,
}: StockFlowContext): Pick<RecoverableFlow<Look>, 'chain' | 'speaks_of_availability' | 'select' | 'measure'> {
  const selecting = { broker, captured_topic: topics.captured, group_prefix };
  return {
    chain: 'ledger',
    speaks_of_availability: true,
    select: async (scope: Scope): Promise<Selector> =>
      selectorOf(scope, partitions, await selectOffers(ledger, scope, selecting)),
    measure: ({ condition }: Selector) => measureRadius(ledger, condition),
  };
}

/** After the view is right: rows that are captured again are then duplicates to it, in whatever order they come. */
function recaptured(
  context: StockFlowContext,
  found: Look,
  names: RepairNames,
  control: RunControl,
): (() => Promise<void>) | null {
  const recaptures = recapturesOf(found, names);
  return recaptures.length === 0
    ? null
    : () => captureAgain(context, found, recaptures, context.stock_owner, control);
}

function inDoubt(refused: readonly string[]): string[] {
  return refused
    .map(offerOf)
    .map(({ seller_id, sku }: OfferName) => `${seller_id} ${sku} was not repaired: its ledger is in doubt`);
}
