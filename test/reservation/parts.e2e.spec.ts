import { beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { callReservation, eventually, recover, runningStack } from '@stockproof/testing';
import { type Offer, Shop } from './shop.js';

const stack = runningStack();
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open(stack);
});

const turn = (
  id: string,
  action: 'confirm' | 'cancel',
  part_id: string,
  lines: readonly { readonly line: number; readonly quantity: number }[],
  wait_s = 20,
) => callReservation(stack, 'POST', `/${id}/${action}`, { part_id, lines }, wait_s);

async function verdict(...offers: readonly Offer[]): Promise<string> {
  const scope = { type: 'by_offer', offers };
  const { confidence_status, reasons } = await recover(stack, { contract: 'reservation-view', scope });
  return [confidence_status, ...reasons].join(' ');
}

describe('a reservation in parts', () => {
  it('confirms 3 of 5, cancels 1, keeps the rest held, and confirms it; a recovery trusts each state', async () => {
    const [a, b] = [await shop.offer(9), await shop.offer(9)];
    const { body } = await shop.request([
      { ...a, quantity: 5 },
      { ...b, quantity: 2 },
    ]);
    const id = body.reservation_id;
    const shipped = await turn(id, 'confirm', 'box-1', [{ line: 1, quantity: 3 }]);
    expect([shipped.status, shipped.body.status]).toEqual([200, 'held']);
    expect(shipped.body.lines[0]).toMatchObject({ held: 2, fulfilled: 3, released: 0, status: 'held' });
    await shop.sees(a, { sellable: 4, reserved: 2, stock_on_hand: 6 });
    expect(await verdict(a)).toBe('trusted');
    const dropped = await turn(id, 'cancel', 'sorry', [{ line: 2, quantity: 1 }]);
    expect(dropped.body.lines[1]).toMatchObject({ held: 1, fulfilled: 0, released: 1 });
    await shop.sees(b, { sellable: 8, reserved: 1, stock_on_hand: 9 });
    const confirmed = await shop.call('POST', `/${id}/confirm`, 20);
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'confirmed']);
    await shop.sees(a, { sellable: 4, reserved: 0, stock_on_hand: 4 });
    await shop.sees(b, { sellable: 8, reserved: 0, stock_on_hand: 8 });
    expect(await verdict(a, b)).toBe('trusted');
  });

  it('takes a part that is asked for many times at once as one, and refuses what is more than held', async () => {
    const a = await shop.offer(5);
    const { body } = await shop.request([{ ...a, quantity: 5 }]);
    const id = body.reservation_id;
    const part = [{ line: 1, quantity: 2 }];
    const answers = await Promise.all(Array.from({ length: 6 }, () => turn(id, 'confirm', 'box-1', part)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    await shop.sees(a, { sellable: 0, reserved: 3, stock_on_hand: 3 });
    const codes = [
      await turn(id, 'confirm', 'box-1', [{ line: 1, quantity: 1 }]),
      await turn(id, 'cancel', 'box-1', part),
      await turn(id, 'confirm', 'box-2', [{ line: 1, quantity: 4 }]),
    ].map(({ status, body: { code } }) => [status, code]);
    expect(codes).toEqual([
      [409, 'part_conflict'],
      [409, 'part_conflict'],
      [409, 'more_than_held'],
    ]);
    await shop.call('POST', `/${id}/cancel`, 20);
    await shop.sees(a, { sellable: 3, reserved: 0, stock_on_hand: 3 });
  });

  it.each(['reservation', 'command-handler'] as const)(
    'ends right if %s is killed while a part is confirmed and the rest expires',
    async (service) => {
      const a = await shop.offer(50);
      const asked = await Promise.all(
        Array.from({ length: 8 }, () => shop.request([{ ...a, quantity: 5 }], { expires_in: 6 })),
      );
      const ids = asked.map(({ body }) => body.reservation_id);
      const part = (id: string) =>
        eventually(async () => {
          const answer = await turn(id, 'confirm', 'box-1', [{ line: 1, quantity: 3 }], 0);
          expect([200, 202, 409]).toContain(answer.status);
          return answer.status;
        }, 60_000);
      const begun = ids.map(part);
      await askControl(stack.control_socket, service, 'kill');
      await askControl(stack.control_socket, service, 'start');
      const taken = (await Promise.all(begun)).filter((status) => status !== 409).length;
      for (const id of ids)
        await eventually(async () => {
          const { body } = await shop.call('GET', `/${id}`);
          expect(body.status).toBe('expired');
        }, 90_000);
      const sold = taken * 3;
      await shop.sees(a, { sellable: 50 - sold, reserved: 0, stock_on_hand: 50 - sold });
      expect(await verdict(a)).toBe('trusted');
    },
  );
});
