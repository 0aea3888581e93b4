import type { AllocationPolicy } from './reservation-events.js';

/** Units of an offer that can be sold at a location. */
export interface SellableAt {
  readonly location_id: string;
  readonly sellable: number;
}

/** Units of a line at one location. */
export interface Share {
  readonly location_id: string;
  readonly quantity: number;
}

/**
 * Divides units over locations by a policy; null if there are not enough. `fewest_splits` empties the fullest
 * location first, which needs the fewest; of equal ones the first in byte order. `preference` empties the
 * locations in their order and uses no other. Pure; the same input gives the same shares.
 */
export function allocate(
  policy: AllocationPolicy,
  quantity: number,
  known: readonly SellableAt[],
): Share[] | null {
  const shares: Share[] = [];
  let left = quantity;
  for (const { location_id, sellable } of inOrder(policy, known)) {
    const taken = Math.min(left, sellable);
    if (taken > 0) shares.push({ location_id, quantity: taken });
    left -= taken;
    if (left === 0) return shares;
  }
  return null;
}

/** Units at the locations that a policy allows; at most the largest safe integer. */
export function sellableTo(policy: AllocationPolicy, known: readonly SellableAt[]): number {
  const units = inOrder(policy, known).reduce((sum, { sellable }) => sum + sellable, 0);
  return Math.min(units, Number.MAX_SAFE_INTEGER);
}

function inOrder(policy: AllocationPolicy, known: readonly SellableAt[]): SellableAt[] {
  if (policy.policy === 'preference')
    return policy.locations.flatMap((wanted) => known.filter(({ location_id }) => location_id === wanted));
  return [...known].sort((a, b) => b.sellable - a.sellable || (a.location_id < b.location_id ? -1 : 1));
}
