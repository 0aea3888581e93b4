import { NO_REPAIRS, type Repairs } from '../../engine/recoverable-flow.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import {
  type FoundInLedger,
  fromTheLedger,
  inDetail,
  untrusted,
  recaptured,
  type StockFlowContext,
  verifyLedger,
} from '../ledger/ledger-flow.js';
import { verifyScope } from '../ledger/verify-scope.js';
import type { Selector } from '../scope/scope-selector.js';
import { promoteCandidate } from './promote-candidate.js';
import { repairsOfView } from './repair-view.js';

/** The flow of the availability view: rebuilt from the ledger, repaired by the projection. */
export function availabilityFlow(context: StockFlowContext): RecordedFlow<FoundInLedger, Selector> {
  const owner = context.view_owner;
  return {
    ...fromTheLedger(context),
    owner,
    verify: (selector, candidate, onStep, control) =>
      verifyLedger({ ...context, onStep }, selector, { with_view: true, candidate }, control),
    async repairsOf(by_range, names, control): Promise<Repairs> {
      const found = await inDetail(context, by_range, { with_view: true }, control);
      if (found === null) return NO_REPAIRS;
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
