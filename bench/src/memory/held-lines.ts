import { BoundClient } from '@stockproof/postgres';
import { callReservation, eventually, type RunningStack } from '@stockproof/testing';
import { sendUpdates } from './backlog.js';

export const RESERVATIONS = 50;
const OFFER = { seller_id: 'seller-held', sku: 'sku-held' } as const;

/** Creates an offer with enough stock for all reservations. Resolves when the ledger has it. */
export async function stockForReservations(stack: RunningStack, inventory: BoundClient): Promise<void> {
  const event_time = new Date(Date.now() - 60_000).toISOString();
  await sendUpdates(stack, [
    [{ ...OFFER, event_id: 'held-0', operation: 'I', quantity: RESERVATIONS, event_time }],
  ]);
  await eventually(async () => {
    const { rows } = await inventory.query('SELECT FROM inventory_stock_on_hand WHERE sku = $1', [OFFER.sku]);
    if (rows.length === 0) throw new Error('not in the ledger yet');
  });
}

/** Creates reservations whose commands wait for the command handler. */
export async function requestReservations(stack: RunningStack): Promise<void> {
  for (let index = 0; index < RESERVATIONS; index += 1) {
    const { status } = await callReservation(stack, 'POST', '', {
      reservation_id: `held-${index}`,
      order_id: 'bench',
      lines: [{ ...OFFER, quantity: 1 }],
      expires_in: 86_400,
      beside_others: true,
    });
    if (status >= 300) throw new Error(`no reservation: ${status}`);
  }
}

/**
 * Null if every reservation got its result from the backlog; after two minutes the number of those that did
 * not.
 */
export async function unheldFault(stack: RunningStack): Promise<string | null> {
  const reservation = new BoundClient(stack.databases['reservation'] ?? '');
  try {
    await reservation.connect();
    await eventually(async () => {
      const { rows } = await reservation.query<{ held: number }>(
        `SELECT count(*)::int AS held FROM reservation WHERE order_id = 'bench' AND status = 'held'`,
      );
      const held = rows[0]?.held ?? 0;
      if (held < RESERVATIONS) throw new Error(`${held} of ${RESERVATIONS} reservations are held`);
    });
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await reservation.end();
  }
}
