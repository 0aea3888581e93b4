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

/** The outcome of a corrupted row. */
export interface Corruption {
  readonly what: string;
  /** False: a record was trusted while the row was wrong. */
  readonly noticed: boolean;
  /** Whether the repair's record is trusted. */
  readonly repaired: boolean;
}

/**
 * Changes a row of an offer with no other traffic (a live update would overwrite it), verifies, and repairs
 * it. Null if the offer could not be created in time, for example during another fault.
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

/**
 * A new offer with a held reservation, trusted under this contract; null if it could not be created in time.
 */
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
