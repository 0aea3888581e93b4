import type { Repairs } from '../../engine/recoverable-flow.js';
import type { RecordedFlow } from '../../evidence/recorded-flow.js';
import { fromTheLedger, inDoubt, recaptured, type StockFlowContext } from '../ledger/ledger-flow.js';
import { look, type Look } from '../ledger/look.js';
import type { Selector } from '../scope/scope-selector.js';
import { promoteCandidate } from './promote-candidate.js';
import { repairsOfView } from './repair-view.js';

/** The view of availability: rebuilt from the ledger, repaired through the projection. */
export function availabilityFlow(context: StockFlowContext): RecordedFlow<Look, Selector> {
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
