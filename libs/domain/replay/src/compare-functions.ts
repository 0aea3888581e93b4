import type { AvailabilityState } from '@stockproof/availability';
import type { CandidateDifference } from '@stockproof/evidence';
import type { ShadowOffer } from './shadow-offer.js';

/** An offer that another function would show as more sellable than it is. */
export interface Oversell {
  readonly seller_id: string;
  readonly sku: string;
  readonly live: number;
  readonly candidate: number;
  readonly in_ledger: number;
}

/** The differences between two functions over the same histories. */
export interface Comparison {
  readonly difference: CandidateDifference;
  /** Sorted by size, the largest first. */
  readonly oversells: readonly Oversell[];
}

type Shadow = ReadonlyMap<string, ShadowOffer<AvailabilityState>>;

/**
 * Compares the results of two functions over the same histories. An offer is oversold if more would be
 * promised than its sellable buckets in the ledger (`in_ledger`, by offer) have; the live function is no
 * reference, because it may be wrong. Offers without a sound history are not compared. Pure.
 */
export function compareFunctions(
  live: Shadow,
  candidate: Shadow,
  in_ledger: ReadonlyMap<string, number>,
): Comparison {
  const sum = {
    offers_compared: 0,
    offers_changed: 0,
    units_more: 0,
    units_less: 0,
    oversold_units: 0,
    impossible_offers: 0,
  };
  const oversells: Oversell[] = [];
  for (const [key, { seller_id, sku, state, fault }] of live) {
    const other = candidate.get(key);
    if (fault !== null || other === undefined) continue;
    sum.offers_compared += 1;
    if (other.fault !== null) {
      sum.impossible_offers += 1;
      continue;
    }
    const units = other.state.sellable - state.sellable;
    sum.units_more += Math.max(0, units);
    sum.units_less += Math.max(0, -units);
    if (!sameQuantities(state, other.state)) sum.offers_changed += 1;
    const held = in_ledger.get(key) ?? 0;
    if (other.state.sellable <= held) continue;
    sum.oversold_units += other.state.sellable - held;
    oversells.push({
      seller_id,
      sku,
      live: state.sellable,
      candidate: other.state.sellable,
      in_ledger: held,
    });
  }
  oversells.sort((a, b) => b.candidate - b.in_ledger - (a.candidate - a.in_ledger));
  return { difference: { ...sum, oversold_offers: oversells.length }, oversells };
}

const TOTALS = ['stock_on_hand', 'sellable', 'reserved', 'damaged', 'return_to_vendor'] as const;

function sameQuantities(a: AvailabilityState, b: AvailabilityState): boolean {
  return (
    TOTALS.every((name) => a[name] === b[name]) &&
    a.locations.size === b.locations.size &&
    [...a.locations].every(([location, units]) => b.locations.get(location) === units)
  );
}
