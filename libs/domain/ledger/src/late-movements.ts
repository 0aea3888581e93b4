import type { Operation } from '@stockproof/events';
import { sourceKind } from './classify-delivery.js';
import { lastCount } from './event-order.js';
import type { Place } from './movement.js';
import type { OfferState } from './offer-state.js';

/**
 * What is done with a seller's movement that is stamped before the last count of its bucket. apply: it is
 * applied and flagged. absorb: it is recorded without effect, because the count has it.
 */
export const LATE_MOVEMENTS = ['apply', 'absorb'] as const;
/** A policy of LATE_MOVEMENTS. */
export type LateMovements = (typeof LATE_MOVEMENTS)[number];
/** The policy of a seller that has set none. */
export const DEFAULT_LATE_MOVEMENTS: LateMovements = 'apply';

/**
 * How many places of a movement were counted after the time it speaks of. `none`: it is not late. Commands of
 * reservations are never late: a hold is made when the ledger decides it.
 */
export function lateness(
  state: OfferState,
  operation: Operation,
  at_ms: number,
  places: readonly (Place | null)[],
): 'none' | 'some' | 'all' {
  if (sourceKind(operation) !== 'seller') return 'none';
  const inside = places.filter((place) => place !== null);
  const late = inside.filter(
    ({ bucket, location }) => at_ms < (lastCount(state, bucket, location) ?? -Infinity),
  );
  if (late.length === 0) return 'none';
  return late.length === inside.length ? 'all' : 'some';
}
