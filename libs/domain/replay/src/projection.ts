import {
  type ApplyChange,
  applyChange,
  AvailabilityInvariantError,
  type AvailabilityState,
  initialAvailability,
} from '@stockproof/availability';
import { evolve, initialOffer, LedgerInvariantError, type OfferState } from '@stockproof/ledger';
import type { ReplayedRow } from './ledger-line.js';

/** The function that a replay folds rows with: the same that runs live. */
export interface Projection<S> {
  readonly initial: () => S;
  /** The state after the next version; null when the row contradicts the state. */
  readonly apply: (state: S, row: ReplayedRow) => S | null;
}

/** `compute_sellable_availability` in the version that `apply` is of: the built-in one or a candidate. */
export function projectionOf(apply: ApplyChange): Projection<AvailabilityState> {
  return {
    initial: initialAvailability,
    apply: (state, { change }) => orNull(() => apply(state, change), AvailabilityInvariantError),
  };
}

/** The built-in `compute_sellable_availability` of the Recovery Contracts: the rule that the live view is made with. */
export const computeSellableAvailability = projectionOf(applyChange);

/** `evolve_offer` of the Recovery Contracts: the write side's derived tables. */
export const evolveOffer: Projection<OfferState> = {
  initial: initialOffer,
  apply: (state, { change, chain_digest }) => {
    const counted = change.operation === 'S' && change.status === 'accepted';
    const movement = {
      ...change,
      requested_quantity: change.quantity,
      counted_at_ms: counted ? change.event_time_ms : null,
    };
    return orNull(
      () => evolve(state, { version: change.version, movement, chain_digest }),
      LedgerInvariantError,
    );
  },
};

function orNull<S>(fold: () => S, expected: new (...args: never[]) => Error): S | null {
  try {
    return fold();
  } catch (error) {
    if (error instanceof expected) return null;
    throw error;
  }
}
