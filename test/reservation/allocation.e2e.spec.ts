import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { callReservation, eventually, recover, runningStack } from '@stockproof/testing';
import { type Offer, Shop } from './shop.js';

const stack = runningStack();
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open(stack);
});

/** An offer with these units at these locations. */
async function offerAt(units: Readonly<Record<string, number>>): Promise<Offer> {
  const [[first = '', quantity = 0] = [], ...more] = Object.entries(units);
  const offer = await shop.offer(quantity, first);
  for (const [location, there] of more) await shop.receive(offer, there, `in-${randomUUID()}`, location);
  await shop.sees(offer, { sellable: Object.values(units).reduce((sum, one) => sum + one, 0) });
  return offer;
}

const turn = (id: string, action: 'confirm' | 'cancel', body?: object) =>
  callReservation(stack, 'POST', `/${id}/${action}`, body, 20);

async function verdict(offer: Offer): Promise<string> {
  const scope = { type: 'by_offer', offers: [offer] };
  const { confidence_status, reasons } = await recover(stack, { contract: 'reservation-view', scope });
  return [confidence_status, ...reasons].join(' ');
}

const units = (location_id: string, quantity: number, status: string) => ({ location_id, quantity, status });

describe('a line without a location', () => {
  it('is held over the locations, confirmed in parts from them, and a recovery trusts each state', async () => {
    const a = await offerAt({ 'wh-1': 6, 'wh-2': 4, default: 1 });
    const { status, body } = await shop.request([{ ...a, quantity: 9 }]);
    expect([status, body.status]).toEqual([200, 'held']);
    expect(body.lines).toMatchObject([
      {
        ...{ line: 1, quantity: 9, held: 9, location_id: null, status: 'held' },
        locations: [units('wh-1', 6, 'held'), units('wh-2', 3, 'held')],
      },
    ]);
    await shop.sees(a, { sellable: 2, reserved: 9, stock_on_hand: 11 });
    expect(await verdict(a)).toBe('trusted');
    const id = body.reservation_id;
    const second = [{ line: 1, quantity: 2, location_id: 'wh-2' }];
    const shipped = await turn(id, 'confirm', { part_id: 'from-2', lines: second });
    expect(shipped.body.lines[0]).toMatchObject({ held: 7, fulfilled: 2, status: 'held' });
    const rest = await turn(id, 'confirm', { part_id: 'box', lines: [{ line: 1, quantity: 6 }] });
    expect(rest.body.parts).toMatchObject([
      { part_id: 'from-2', lines: [{ line: 1, location_id: 'wh-2', quantity: 2, status: 'done' }] },
      { part_id: 'box', lines: [{ line: 1, location_id: 'wh-1', quantity: 6, status: 'done' }] },
    ]);
    expect(await verdict(a)).toBe('trusted');
    const over = await turn(id, 'cancel');
    expect([over.status, over.body.status]).toEqual([200, 'cancelled']);
    expect(over.body.lines[0]).toMatchObject({ held: 0, fulfilled: 8, released: 1 });
    await shop.sees(a, { sellable: 3, reserved: 0, stock_on_hand: 3 });
    expect(await verdict(a)).toBe('trusted');
  });

  it('is rejected with what all locations have, and nothing stays held', async () => {
    const [a, b] = [await offerAt({ 'wh-1': 6, 'wh-2': 4 }), await offerAt({ 'wh-1': 5 })];
    const { body } = await shop.request([
      { ...b, quantity: 5 },
      { ...a, quantity: 11 },
    ]);
    expect(body.status).toBe('rejected');
    expect(body.rejected_lines).toMatchObject([{ line: 2, reason: 'insufficient_stock', available: 10 }]);
    await shop.sees(a, { sellable: 10, reserved: 0 });
    await shop.sees(b, { sellable: 5, reserved: 0 });
  });

  it('is held at the preferred locations in their order, and at no other', async () => {
    const a = await offerAt({ 'wh-1': 6, 'wh-2': 4, 'wh-3': 9 });
    const allocation = { policy: 'preference', locations: ['wh-2', 'wh-1'] };
    const { body } = await shop.request([{ ...a, quantity: 7 }], { allocation });
    expect(body.lines).toMatchObject([{ locations: [units('wh-2', 4, 'held'), units('wh-1', 3, 'held')] }]);
    const more = await shop.request([{ ...a, quantity: 4 }], { allocation });
    expect(more.body.rejected_lines).toMatchObject([{ available: 3 }]);
    await shop.sees(a, { sellable: 12, reserved: 7 });
  });

  it('is never oversold, and held whole or not at all, while many ask and the services are killed', async () => {
    const a = await offerAt({ 'wh-1': 10, 'wh-2': 10, 'wh-3': 10 });
    const ids = Array.from({ length: 16 }, () => `res-${randomUUID()}`);
    const asked = ids.map((reservation_id) =>
      eventually(async () => {
        const more = { reservation_id, order_id: `order-${reservation_id}` };
        const answer = await shop.request([{ ...a, quantity: 4 }], more, 5);
        expect([200, 202]).toContain(answer.status);
      }, 90_000),
    );
    for (const service of ['reservation', 'command-handler'] as const) {
      await askControl(stack.control_socket, service, 'kill');
      await askControl(stack.control_socket, service, 'start');
    }
    await Promise.all(asked);
    const found = await Promise.all(
      ids.map((id) =>
        eventually(async () => {
          const { body } = await shop.call('GET', `/${id}`);
          expect(['held', 'rejected']).toContain(body.status);
          return body;
        }, 90_000),
      ),
    );
    const held = found.filter(({ status }) => status === 'held');
    expect(held.length).toBeGreaterThan(0);
    expect(held.every(({ lines }) => lines[0]?.held === 4)).toBe(true);
    await shop.sees(a, { sellable: 30 - 4 * held.length, reserved: 4 * held.length, stock_on_hand: 30 });
    expect(await verdict(a)).toBe('trusted');
  });
});
