import { randomUUID } from 'node:crypto';
import type { Random } from '@stockproof/workload';
import {
  askAvailability,
  callReservation,
  corruptDatabase,
  eventually,
  recover,
  type RunningStack,
  type Seller,
} from '@stockproof/testing';

const WAYS: readonly (readonly [database: string, table: string, change: string, contract: string])[] = [
  ['availability', 'offer_availability', 'SET sellable = sellable + 3', 'inventory-availability-projection'],
  ['availability', 'offer_availability', 'SET version = version - 1', 'inventory-availability-projection'],
  ['inventory', 'inventory_stock_on_hand', 'SET stock_on_hand = stock_on_hand + 1', 'inventory-stock-tables'],
  ['reservation', 'reservation_line', 'SET quantity = quantity + 1', 'reservation-view'],
];

/** What became of a row that was changed behind everybody's back. */
export interface Corruption {
  readonly what: string;
  /** False: a record said trusted while it was wrong. */
  readonly noticed: boolean;
  /** Whether the repair's record says trusted. */
  readonly repaired: boolean;
}

/**
 * Changes a row of an offer that nobody else touches (a live update would write over it), asks what a recovery says, and has
 * it repaired. Null when the offer could not be made in time, as in the middle of another fault.
 */
export async function corruptAndRecover(
  stack: RunningStack,
  poster: Seller,
  random: Random,
): Promise<Corruption | null> {
  const [database, table, change, contract] = random.pick(WAYS);
  const sku = await quietOffer(stack, poster, contract);
  if (sku === null) return null;
  const scope = { type: 'by_sku', skus: [sku] };
  await corruptDatabase(stack, database, `UPDATE ${table} ${change} WHERE sku = '${sku}'`);
  const found = await recover(stack, { contract, scope });
  const repaired = await recover(stack, { contract, scope, mode: 'repair' });
  return {
    what: `${table} ${change}`,
    noticed: found.confidence_status !== 'trusted',
    repaired: repaired.confidence_status === 'trusted',
  };
}

/** An offer of its own with a reservation that is held, trusted by this contract; null when it could not be had in time. */
export async function quietOffer(
  stack: RunningStack,
  poster: Seller,
  contract: string,
): Promise<string | null> {
  const { seller_id } = poster;
  const sku = `quiet-${randomUUID()}`;
  await poster.post({
    event_id: sku,
    sku,
    seller_id,
    operation: 'I',
    quantity: 9,
    event_time: new Date().toISOString(),
  });
  const asked = {
    reservation_id: sku,
    order_id: sku,
    lines: [{ seller_id, sku, quantity: 2 }],
    expires_in: 86_400,
  };
  const seen = await eventually(async () => {
    const answer = await askAvailability(stack, `/v1/availability/${sku}/${seller_id}`);
    if (answer.status !== 200) throw new Error('not there yet');
    return (await callReservation(stack, 'POST', '', asked, 5)).body.status;
  }).catch(() => null);
  if (seen !== 'held') return null;
  const { confidence_status } = await recover(stack, { contract, scope: { type: 'by_sku', skus: [sku] } });
  return confidence_status === 'trusted' ? sku : null;
}
