import type { Repairs } from '../../engine/recoverable-flow.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import { fromTheLedger, untrusted, recaptured, type StockFlowContext } from '../ledger/ledger-flow.js';
import { verifyScope, type LedgerVerification } from '../ledger/verify-scope.js';
import type { Selector } from '../scope/scope-selector.js';
import { promoteCandidate } from './promote-candidate.js';
import { repairsOfView } from './repair-view.js';

/** The flow of the availability view: rebuilt from the ledger, repaired by the projection. */
export function availabilityFlow(context: StockFlowContext): RecordedFlow<LedgerVerification, Selector> {
  const owner = context.view_owner;
  return {
    ...fromTheLedger(context),
    owner,
    verify: (selector, candidate, onStep, control) =>
      verifyScope({ ...context, onStep }, selector, { with_view: true, candidate }, control),
    async repairsOf(found, names, control): Promise<Repairs> {
      const { repairs, refused } = repairsOfView(found, names.recovery_id, names.prefix);
      return {
        messages: repairs,
        refused: untrusted(refused),
        after: recaptured(context, found, names, control),
      };
    },
    promote(ask, control) {
      const { selector, onStep, recovery_id, candidate } = ask;
      const wanted = { with_view: true, candidate: { recovery_id, name: candidate } };
      return promoteCandidate(
        { ...ask, owner, verifyAgain: () => verifyScope({ ...context, onStep }, selector, wanted, control) },
        control,
      );
    },
  };
}
