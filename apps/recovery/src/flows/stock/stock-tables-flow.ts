import type { Repairs } from '../../engine/recoverable-flow.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import { fromTheLedger, untrusted, recaptured, type StockFlowContext } from '../ledger/ledger-flow.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import { verifyScope } from '../ledger/verify-scope.js';
import type { Selector } from '../scope/scope-selector.js';
import { repairsOfStock } from './repair-stock.js';

/** The flow of the stock tables: rebuilt from the ledger's rows, repaired by the command handler. */
export function stockTablesFlow(context: StockFlowContext): RecordedFlow<LedgerVerification, Selector> {
  const { stock_capture } = context;
  return {
    ...fromTheLedger(context),
    owner: context.stock_owner,
    verify: (selector, candidate, onStep, control) =>
      verifyScope({ ...context, onStep }, selector, { with_view: false, stock_capture, candidate }, control),
    async repairsOf(found, names, control): Promise<Repairs> {
      const { repairs, refused } = await repairsOfStock(found, context.ledger_at, names, control);
      return {
        messages: repairs,
        refused: untrusted(refused),
        after: recaptured(context, found, names, control),
      };
    },
  };
}
