import { type BucketType, MAX_QUANTITY } from '@stockproof/events';
import type { AvailabilityChange, AvailabilityState } from './availability-state.js';

/** Thrown if a change contradicts the state that it is applied to: the history is corrupt or incomplete. */
export class AvailabilityInvariantError extends Error {
  override readonly name = 'AvailabilityInvariantError';
}

/**
 * Compares a version with the newest applied one (docs/design.md#order-by-version): `next` is exactly one
 * higher, `duplicate` is not higher, `gap` is anything beyond.
 */
export function classifyChange(head_version: number, version: number): 'next' | 'duplicate' | 'gap' {
  if (version === head_version + 1) return 'next';
  return version <= head_version ? 'duplicate' : 'gap';
}

/**
 * Whether the change's event_time is before that of a change already applied. A late change is applied like
 * any other.
 */
export function isLate(change: AvailabilityChange, state: AvailabilityState): boolean {
  return state.version > 0 && change.event_time_ms < state.newest_event_time_ms;
}

/**
 * Returns the state after the next version. Throws AvailabilityInvariantError if the version is not the next
 * one or a quantity would leave 0..2^53-1.
 */
export function applyChange(state: AvailabilityState, change: AvailabilityChange): AvailabilityState {
  if (change.version !== state.version + 1) {
    throw new AvailabilityInvariantError(`version ${change.version} does not follow ${state.version}`);
  }
  const totals = {
    sellable: state.sellable,
    reserved: state.reserved,
    damaged: state.damaged,
    return_to_vendor: state.return_to_vendor,
  };
  const locations = new Map(state.locations);
  shift(totals, locations, change.from_bucket, change.from_location, -change.quantity);
  shift(totals, locations, change.to_bucket, change.to_location, change.quantity);
  return {
    version: change.version,
    stock_on_hand: within(state.stock_on_hand + change.delta_quantity, 'stock on hand'),
    ...checked(totals),
    locations,
    event_time_ms: change.event_time_ms,
    newest_event_time_ms: Math.max(state.newest_event_time_ms, change.event_time_ms),
    accepted_at_ms: change.accepted_at_ms,
  };
}

type Totals = Record<BucketType, number>;

function shift(
  totals: Totals,
  locations: Map<string, number>,
  bucket: BucketType | null,
  location: string | null,
  change: number,
): void {
  if (bucket === null || location === null) return;
  totals[bucket] += change;
  if (bucket === 'sellable') {
    locations.set(location, within((locations.get(location) ?? 0) + change, `sellable at ${location}`));
  }
}

function checked(totals: Totals): Totals {
  for (const [bucket, quantity] of Object.entries(totals)) within(quantity, bucket);
  return totals;
}

function within(quantity: number, what: string): number {
  if (quantity >= 0 && quantity <= MAX_QUANTITY) return quantity;
  throw new AvailabilityInvariantError(`${what} would become ${quantity}`);
}
