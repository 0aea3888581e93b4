import { NO_REPAIRS, type Repairs } from '../../engine/recoverable-flow.js';
import { type RunControl, waitFor } from '../../engine/run-control.js';
import { countApplied } from '../../engine/sql/repair-outcomes.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import { fromTheLedger, type StockFlowContext } from '../ledger/ledger-flow.js';
import { verifyScope } from '../ledger/verify-scope.js';
import type { Selector } from '../scope/scope-selector.js';

/** The flow of the ledger's own rows. */
export const LEDGER_FLOW = 'inventory-ledger';

/** How long a run waits for the rows that it was approved for: `stockproof lost-rows put-back` reads all histories again first. */
const PUT_BACK_WITHIN_MS = 10 * 60_000;

/**
 * The flow of the ledger's own rows, after a restore lost some. Recovery may not write them: a repair verifies, waits until
 * `stockproof lost-rows put-back` has put the approved rows back under this run, and verifies again. The run fails if they
 * are not put back in time.
 */
export function ledgerRowsFlow(
  context: StockFlowContext,
  within_ms = PUT_BACK_WITHIN_MS,
): RecordedFlow<LedgerVerification, Selector> {
  const { stock_capture, stock_owner } = context;
  return {
    ...fromTheLedger(context),
    speaks_of_availability: false,
    owner: stock_owner,
    verify: (selector, candidate, onStep, control) =>
      verifyScope({ ...context, onStep }, selector, { with_view: false, stock_capture, candidate }, control),
    async repairsOf(_found, { recovery_id }, control: RunControl): Promise<Repairs> {
      const isPutBack = async (): Promise<boolean> =>
        (await countApplied(stock_owner.owner, stock_owner.key, recovery_id)) > 0;
      if (await isPutBack()) return NO_REPAIRS;
      const after = async (): Promise<void> => {
        if (!(await waitFor(isPutBack, within_ms, control)))
          throw new Error(
            `the rows were not put back: npm run stockproof -- lost-rows put-back ${recovery_id}`,
          );
      };
      return { ...NO_REPAIRS, after };
    },
  };
}
