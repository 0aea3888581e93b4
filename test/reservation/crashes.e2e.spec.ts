import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { eventually, runningStack } from '@stockproof/testing';
import { type Offer, Shop } from './shop.js';

const stack = runningStack();
const PARTS = ['reservation', 'command-handler', 'connect', 'kafka'] as const;
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open(stack);
});
afterEach(async () => {
  for (const part of PARTS) await askControl(stack.control_socket, part, 'start').catch(() => undefined);
  await eventually(async () => expect((await fetch(`${stack.urls.reservation}/health/ready`)).ok).toBe(true));
});

async function ends(id: string, status: string): Promise<void> {
  await eventually(async () => expect((await shop.call('GET', `/${id}`)).body.status).toBe(status), 90_000);
}

describe('a saga whose services are killed', () => {
  it.each(['reservation', 'command-handler', 'connect'] as const)(
    'ends all the same: %s dies while lines are asked for, fulfilled and released',
    async (part) => {
      const offers: Offer[] = [await shop.offer(50), await shop.offer(50), await shop.offer(3)];
      const [a, b, c] = offers as [Offer, Offer, Offer];
      const wanted = [
        { ...a, quantity: 1 },
        { ...b, quantity: 1 },
      ];
      const early = await Promise.all([shop.request(wanted), shop.request(wanted)]);
      const late = await Promise.all([
        shop.request(wanted, {}, 0),
        shop.request([...wanted, { ...c, quantity: 9 }], {}, 0),
      ]);
      await Promise.all([
        shop.call('POST', `/${early[0]?.body.reservation_id}/confirm`),
        shop.call('POST', `/${early[1]?.body.reservation_id}/cancel`),
      ]);
      await askControl(stack.control_socket, part, 'kill');
      await askControl(stack.control_socket, part, 'start');
      await ends(early[0]?.body.reservation_id ?? '', 'confirmed');
      await ends(early[1]?.body.reservation_id ?? '', 'cancelled');
      await ends(late[0]?.body.reservation_id ?? '', 'held');
      await ends(late[1]?.body.reservation_id ?? '', 'rejected');
      for (const offer of [a, b]) await shop.sees(offer, { sellable: 48, reserved: 1, stock_on_hand: 49 });
      await shop.sees(c, { sellable: 3, reserved: 0 });
    },
  );

  it('releases its holds although Kafka is down when it is cancelled', async () => {
    const a = await shop.offer(5);
    const asked = await shop.request([{ ...a, quantity: 2 }]);
    expect(asked.body.status).toBe('held');
    await askControl(stack.control_socket, 'kafka', 'stop');
    const cancelled = await shop.call('POST', `/${asked.body.reservation_id}/cancel`);
    expect([cancelled.status, cancelled.body.status]).toEqual([202, 'releasing']);
    await askControl(stack.control_socket, 'kafka', 'start');
    await ends(asked.body.reservation_id, 'cancelled');
    await shop.sees(a, { sellable: 5, reserved: 0 });
  });
});
