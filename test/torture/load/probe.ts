import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { askAvailability, type RunningStack, type Seller } from '@stockproof/testing';

const GIVES_UP_MS = 120_000;
const EVERY_MS = 100;

/** Time until an update posted now is accepted and can be read, ms; null: not within two minutes. */
export async function timeToRecover(stack: RunningStack, poster: Seller): Promise<number | null> {
  const began_ms = performance.now();
  const sku = `probe-${randomUUID()}`;
  const event = {
    event_id: sku,
    sku,
    seller_id: poster.seller_id,
    operation: 'I',
    quantity: 1,
    event_time: new Date().toISOString(),
  };
  for (let taken = false; performance.now() - began_ms < GIVES_UP_MS;) {
    taken ||= (await poster.post(event).catch(() => null))?.status === 202;
    const seen = taken
      ? await askAvailability(stack, `/v1/availability/${sku}/${poster.seller_id}`).catch(() => null)
      : null;
    if (seen?.status === 200) return performance.now() - began_ms;
    await delay(EVERY_MS);
  }
  return null;
}
