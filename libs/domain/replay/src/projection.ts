import {
  type ApplyChange,
  applyChange,
  AvailabilityInvariantError,
  type AvailabilityState,
  initialAvailability,
} from '@stockproof/availability';
import { countedAt, evolve, initialOffer, LedgerInvariantError, type OfferState } from '@stockproof/ledger';
import type { ReplayedRow } from './ledger-line.js';

/** The function that a replay folds rows with; the live service uses the same one. */
export interface Projection<S> {
  readonly initial: () => S;
  /** Returns the state after the next version; null if the row contradicts the state. */
  readonly apply: (state: S, row: ReplayedRow) => S | null;
}

/** Wraps a version of `compute_sellable_availability`, built-in or candidate, for a replay. */
export function projectionOf(apply: ApplyChange): Projection<AvailabilityState> {
  return {
    initial: initialAvailability,
    apply: (state, { change }) => orNull(() => apply(state, change), AvailabilityInvariantError),
  };
}

/**
 * The built-in `compute_sellable_availability` of the Recovery Contracts, which also computes the live view.
 */
export const computeSellableAvailability = projectionOf(applyChange);

/** `evolve_offer` of the Recovery Contracts, which computes the command handler's stock tables. */
export const evolveOffer: Projection<OfferState> = {
  initial: initialOffer,
  apply: (state, { change, chain_digest, schema_version }) => {
    const movement = {
      ...change,
      requested_quantity: change.quantity,
      counted_at_ms: countedAt(change, schema_version),
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
