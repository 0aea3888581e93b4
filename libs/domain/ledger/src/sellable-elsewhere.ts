import { LOCATIONS_IN_REJECTION } from '@stockproof/bounds';
import { elsewhereFacts } from '@stockproof/events';
import type { LedgerDecision } from './decision.js';
import type { OfferState } from './offer-state.js';

/**
 * A refused hold names what the offer's other locations have, so that whoever asked can ask there: those with
 * the most units, at most LOCATIONS_IN_REJECTION. Any other decision stays as it is. Pure.
 */
export function withElsewhere(
  decision: LedgerDecision,
  { buckets }: OfferState,
  location: string,
): LedgerDecision {
  if (decision.outcome !== 'rejected' || decision.reason !== 'insufficient_stock') return decision;
  const others = [...buckets.values()]
    .filter(({ bucket_type, location_id }) => bucket_type === 'sellable' && location_id !== location)
    .filter(({ quantity }) => quantity > 0)
    .sort((a, b) => b.quantity - a.quantity || (a.location_id < b.location_id ? -1 : 1))
    .slice(0, LOCATIONS_IN_REJECTION)
    .map(({ location_id, quantity }) => ({ location_id, sellable: quantity }));
  return { ...decision, facts: { ...decision.facts, ...elsewhereFacts(others) } };
}
