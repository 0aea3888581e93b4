import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { callReservation, eventually, runningStack } from '@stockproof/testing';
import { Shop } from './shop.js';

const stack = runningStack();
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open(stack);
});

describe('a reservation', () => {
  it('holds every line, fulfils them when it is confirmed, and shows its steps', async () => {
    const [a, b] = [await shop.offer(5), await shop.offer(7)];
    const asked = await shop.request([
      { ...a, quantity: 2 },
      { ...b, quantity: 3 },
    ]);
    expect([asked.status, asked.body.status, asked.headers.get('preference-applied')]).toEqual([
      200,
      'held',
      'wait=20',
    ]);
    await shop.sees(a, { sellable: 3, reserved: 2, stock_on_hand: 5 });
    const { reservation_id } = asked.body;
    const confirmed = await shop.call('POST', `/${reservation_id}/confirm`, 20);
    expect([confirmed.status, confirmed.body.status]).toEqual([200, 'confirmed']);
    await shop.sees(a, { sellable: 3, reserved: 0, stock_on_hand: 3 });
    await shop.sees(b, { sellable: 4, reserved: 0, stock_on_hand: 4 });
    const { body } = await shop.call('GET', `/${reservation_id}`);
    expect(body.history?.map(({ type }) => type)).toEqual([
      'reservation_requested',
      'line_held',
      'line_held',
      'reservation_held',
      'confirm_begun',
      'line_fulfilled',
      'line_fulfilled',
      'reservation_ended',
    ]);
    expect(JSON.stringify(body)).not.toMatch(/nonce/);
  });

  it('that cannot have every line releases what it had, and reports which line failed and what was available', async () => {
    const [a, b] = [await shop.offer(5), await shop.offer(1)];
    const asked = await shop.request([
      { ...a, quantity: 2 },
      { ...b, quantity: 3 },
    ]);
    expect(asked.body).toMatchObject({
      status: 'rejected',
      rejected_lines: [{ line: 2, sku: b.sku, reason: 'insufficient_stock', available: 1 }],
    });
    await shop.sees(a, { sellable: 5, reserved: 0 });
  });

  it('never oversells, also if an order has one offer twice', async () => {
    const a = await shop.offer(5);
    const twice = await shop.request([
      { ...a, quantity: 3 },
      { ...a, quantity: 3 },
    ]);
    expect(twice.body.status).toBe('rejected');
    const all = await Promise.all(
      Array.from({ length: 8 }, () =>
        shop.request([
          { ...a, quantity: 2 },
          { ...a, quantity: 1 },
        ]),
      ),
    );
    expect(all.filter(({ body }) => body.status === 'held').length).toBeLessThanOrEqual(1);
    const units = all.filter(({ body }) => body.status === 'held').length * 3;
    await shop.sees(a, { sellable: 5 - units, reserved: units, stock_on_hand: 5 });
  });

  it('releases its holds when it is cancelled, and when it is not confirmed in time', async () => {
    const a = await shop.offer(4, 'north');
    const at_north = { ...a, quantity: 1, location_id: 'north' };
    const [cancelled, expiring] = [
      await shop.request([at_north]),
      await shop.request([at_north], { expires_in: 1 }),
    ];
    const done = await shop.call('POST', `/${cancelled.body.reservation_id}/cancel`, 20);
    expect(done.body.status).toBe('cancelled');
    await eventually(async () =>
      expect((await shop.call('GET', `/${expiring.body.reservation_id}`)).body.status).toBe('expired'),
    );
    expect((await shop.call('POST', `/${expiring.body.reservation_id}/confirm`)).status).toBe(409);
    await shop.sees(a, { sellable: 4, reserved: 0 });
  });

  it('has one winner if it expires while it is confirmed and cancelled', async () => {
    const a = await shop.offer(20);
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => shop.request([{ ...a, quantity: 1 }], { expires_in: 2 })),
    );
    const ids = asked.map(({ body }) => body.reservation_id);
    await Promise.all(
      ids.map(async (id, index) => {
        const expires = Date.parse(asked[index]?.body.expires_at ?? '');
        await eventually(async () => expect(Date.now()).toBeGreaterThan(expires - 30));
        await Promise.all([
          shop.call('POST', `/${id}/confirm`),
          ...(index % 2 === 0 ? [shop.call('POST', `/${id}/cancel`)] : []),
        ]);
      }),
    );
    let confirmed = 0;
    for (const id of ids) {
      await eventually(async () =>
        expect(['confirmed', 'cancelled', 'expired']).toContain(
          (await shop.call('GET', `/${id}`)).body.status,
        ),
      );
      const { body } = await shop.call('GET', `/${id}`);
      if (body.status === 'confirmed') confirmed += 1;
      expect(
        body.history?.filter(({ type }) => type === 'confirm_begun' || type === 'release_begun'),
      ).toHaveLength(1);
    }
    await shop.sees(a, { sellable: 20 - confirmed, reserved: 0, stock_on_hand: 20 - confirmed });
  });

  it('requested twice at once is one; with another body it is a conflict', async () => {
    const a = await shop.offer(5);
    const body = {
      reservation_id: `res-${randomUUID()}`,
      order_id: `order-${randomUUID()}`,
      lines: [{ ...a, quantity: 2 }],
      expires_in: 600,
    };
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => callReservation(stack, 'POST', '', body, 20)),
    );
    expect(answers.map(({ status, body: { status: now } }) => [status, now])).toEqual(
      answers.map(() => [200, 'held']),
    );
    await shop.sees(a, { sellable: 3, reserved: 2 });
    const other = await callReservation(stack, 'POST', '', { ...body, expires_in: 601 });
    expect([other.status, other.body.code]).toEqual([409, 'reservation_conflict']);
  });

  it('does not wait unless that is requested', async () => {
    const a = await shop.offer(5);
    const asked = await shop.request([{ ...a, quantity: 1 }], {}, 0);
    expect([asked.status, asked.headers.get('location')]).toEqual([
      202,
      `/v1/reservations/${asked.body.reservation_id}`,
    ]);
    await eventually(async () =>
      expect((await shop.call('GET', `/${asked.body.reservation_id}`)).body.status).toBe('held'),
    );
  });

  it('and its seller write the same offer through two topics', async () => {
    const a = await shop.offer(5);
    const {
      body: { reservation_id },
    } = await shop.request([{ ...a, quantity: 1 }]);
    await shop.receive(a, 3, randomUUID());
    await shop.sees(a, { sellable: 7, reserved: 1 });
    expect((await shop.call('GET', `/${reservation_id}`)).body.status).toBe('held');
  });

  it.each([
    ['no lines', { lines: [] }],
    ['a fraction', { lines: [{ seller_id: 's', sku: 'k', quantity: 0.5 }] }],
    ['nothing of a thing', { lines: [{ seller_id: 's', sku: 'k', quantity: 0 }] }],
    ['no time', { expires_in: 0 }],
    ['a member more', { note: 1 }],
    ['a name of controls', { order_id: 'a\u0000' }],
  ])('with %s is refused', async (_what, change) => {
    const answer = await shop.request([{ seller_id: 's', sku: 'k', quantity: 1 }], change, 0);
    expect([answer.status, answer.body.code]).toEqual([400, 'bad_request']);
  });

  it('is not visible without the order service’s credential', async () => {
    const seller_of = stack.credentials.sellers[0]?.api_key ?? '';
    for (const authorization of [
      '',
      `Bearer ${seller_of}`,
      `Bearer ${stack.credentials.operators.find(({ name }) => name === 'grace')?.token ?? ''}`,
    ]) {
      const answer = await fetch(`${stack.urls.reservation}/v1/reservations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization === '' ? {} : { authorization }) },
        body: '{}',
      });
      expect([401, 403]).toContain(answer.status);
    }
    expect((await shop.call('GET', '/nobody')).status).toBe(404);
  });
});
