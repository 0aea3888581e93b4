import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition, TOPICS } from '@stockproof/events';
import { commandId, type StockOperation } from '@stockproof/reservation-saga';
import {
  askAvailability,
  callReservation,
  eventually,
  operatorToken,
  queryDatabase,
  type ReservationShown,
  runningStack,
  signed,
  testBroker,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { type Offer, Shop } from './shop.js';

const stack = runningStack();
const OLD_NONCE = '0123456789abcdef';
let shop: Shop;

beforeAll(async () => {
  shop = await Shop.open(stack);
});

/** The id of a command, known only to a reader of the reservation service's database. */
async function idOf(reservation_id: string, operation: StockOperation): Promise<string> {
  const [row] = await queryDatabase<{ nonce: string }>(
    stack,
    'reservation',
    `SELECT data ->> 'nonce' AS nonce FROM event WHERE stream = $1 AND version = 1`,
    [`reservation-${reservation_id}`],
  );
  return commandId({ nonce: row?.nonce ?? '', reservation_id }, 1, operation);
}

/** Puts a message on a topic, as a producer with write access. */
async function produce(
  topic: string,
  { seller_id, sku }: Offer,
  event_id: string,
  operation: string,
): Promise<void> {
  const producer = await testBroker().producer();
  const value = JSON.stringify(
    anEvent({ schema_version: 2, event_id, sku, seller_id, operation, quantity: 1 }),
  );
  await producer.send(topic, [signed({ partition: skuPartition(sku, 8), key: sku, value })]);
  await producer.close();
}

const rowsOf = (event_id: string) =>
  queryDatabase<{ is: string }>(
    stack,
    'inventory',
    `
  SELECT operation AS is FROM inventory_transaction WHERE event_id = $1
  UNION ALL SELECT 'quarantined as ' || reason FROM quarantine WHERE event_id = $1 ORDER BY 1`,
    [event_id],
  );

describe('a seller that tries to block a reservation of its goods', () => {
  it('sees every movement, and no command’s id: not in its history, in a result, or on a topic', async () => {
    const a = await shop.offer(5);
    const {
      body: { reservation_id },
    } = await shop.request([{ ...a, quantity: 1 }]);
    const history = await shop.asSeller(`/v1/offers/${a.seller_id}/${a.sku}/transactions`);
    const rows = history['transactions'] as { event_id: string | null; operation: string }[];
    expect(rows.map(({ event_id, operation }) => [operation, event_id])).toEqual([
      ['I', `in-${a.sku}`],
      ['R', null],
    ]);
    const reserve = await idOf(reservation_id, 'R');
    const read = [
      history,
      await shop.asSeller(`/v1/inventory-updates/${encodeURIComponent(reserve)}`),
      await shop.asSeller(`/v1/inventory-updates/${encodeURIComponent(reserve)}?source_kind=order`),
    ];
    expect(read.map(({ code }) => code)).toEqual([undefined, 'not_decided', 'forbidden']);
    const availability = await (
      await askAvailability(stack, `/v1/availability/${a.sku}/${a.seller_id}`)
    ).text();
    for (const text of [JSON.stringify(history), availability]) {
      expect(text).not.toContain('rsv.');
      expect(text).not.toContain(reserve.split('.')[1]);
    }
  });

  it.each<[string, 'confirm' | 'cancel' | 'expire', StockOperation]>([
    ['fulfilment', 'confirm', 'F'],
    ['release', 'cancel', 'U'],
    ['release after its time', 'expire', 'U'],
  ])('cannot use the id of its %s, even if it knows it', async (_what, turn, operation) => {
    const a = await shop.offer(5);
    const {
      body: { reservation_id },
    } = await shop.request([{ ...a, quantity: 1 }], turn === 'expire' ? { expires_in: 4 } : {});
    const [reserve, next] = [await idOf(reservation_id, 'R'), await idOf(reservation_id, operation)];
    // First the id that earlier versions would have had, derived from the id of the reserve. Then the real
    // id.
    for (const event_id of [reserve.replace('.R.', `.${operation}.`), next])
      expect(await shop.tryToReceive(a, event_id)).toEqual([400, 'reserved_event_id']);
    // Not through the API.
    await produce(TOPICS.updates, a, next, 'I');
    await eventually(async () =>
      expect(await rowsOf(next)).toEqual([{ is: 'quarantined as reserved_event_id' }]),
    );
    if (turn !== 'expire') await shop.call('POST', `/${reservation_id}/${turn}`, 20);
    const status = { confirm: 'confirmed', cancel: 'cancelled', expire: 'expired' }[turn];
    await eventually(async () =>
      expect((await shop.call('GET', `/${reservation_id}`)).body.status).toBe(status),
    );
    await shop.sees(a, { reserved: 0, stock_on_hand: turn === 'confirm' ? 4 : 5 });
  });

  it('and a saga have separate events under one id, whoever is first', async () => {
    const a = await shop.offer(5);
    const [first, second] = [randomUUID(), randomUUID()];
    await shop.receive(a, 1, first);
    await shop.sees(a, { stock_on_hand: 6 });
    for (const id of [first, second]) await produce(TOPICS.stockCommands, a, id, 'R');
    await shop.sees(a, { reserved: 2 });
    await shop.receive(a, 1, second);
    await shop.sees(a, { stock_on_hand: 7, reserved: 2 });
    for (const id of [first, second]) expect(await rowsOf(id)).toEqual([{ is: 'I' }, { is: 'R' }]);
    for (const id of [first, second]) await produce(TOPICS.stockCommands, a, `${id} back`, 'U');
    await shop.sees(a, { reserved: 0 });
  });
});

describe('a saga whose command is in conflict', () => {
  it.each<[string, 'confirm' | 'cancel', StockOperation]>([
    ['fulfilment', 'confirm', 'F'],
    ['release', 'cancel', 'U'],
  ])('of its %s ends as failed, with the reason, and is counted', async (_what, turn, operation) => {
    const [a, b] = [await shop.offer(5), await shop.offer(5)];
    const {
      body: { reservation_id },
    } = await shop.request([
      { ...a, quantity: 1 },
      { ...b, quantity: 1 },
    ]);
    const id = await idOf(reservation_id, operation);
    // Another event under the id of the next command. A seller cannot create it, so it is inserted by hand.
    await queryDatabase(
      stack,
      'inventory',
      `
        INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset)
        VALUES ($1, $2, $3, $4, 9, 'insufficient_stock', '{}', now(), now(), sha256('other'), 'by hand', 0, 0)`,
      [a.seller_id, id, a.sku, operation],
    );
    await shop.call('POST', `/${reservation_id}/${turn}`, 20);
    await eventually(async () => {
      const { body } = await shop.call('GET', `/${reservation_id}`);
      expect([body.status, ...body.lines.map(({ status, reason }) => `${status} ${reason}`)]).toEqual([
        'failed',
        'failed command_conflict',
        `${turn === 'confirm' ? 'fulfilled' : 'released'} null`,
      ]);
    });
    await shop.sees(b, { reserved: 0 });
    const { body: listed } = await callReservation<{ readonly items: readonly ReservationShown[] }>(
      stack,
      'GET',
      '?status=failed',
    );
    expect(listed.items.map((one) => one.reservation_id)).toContain(reservation_id);
    const headers = { authorization: `Bearer ${operatorToken(stack, 'viewer')}` };
    const metrics = await (await fetch(`${stack.urls.reservation}/metrics`, { headers })).text();
    expect(Number(/stockproof_failed_reservations\S* (\d+)/.exec(metrics)?.[1])).toBeGreaterThan(0);
  });
});

it('a reservation with ids of the old form ends with the ids that it began with', async () => {
  const a = await shop.offer(5);
  const reservation_id = `old-${randomUUID()}`;
  const lines = [{ ...a, quantity: 2, location_id: 'default' }];
  const now_ms = Date.now();
  const data = {
    reservation_id,
    order_id: 'o',
    lines,
    requested_at_ms: now_ms,
    expires_at_ms: now_ms + 600_000,
    request_hash: 'h',
    nonce: OLD_NONCE,
  };
  await queryDatabase(
    stack,
    'reservation',
    `
    WITH asked AS (
      INSERT INTO event (stream, version, type, data, correlation_id, causation_id, transaction_id)
      VALUES ('reservation-' || $1, 1, 'reservation_requested', $2, 'o', 'request', pg_current_xact_id()) RETURNING 1
    ), row AS (
      INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at, next_step_at)
      VALUES ($1, 'o', 'requested', 1, now(), now() + interval '10 minutes', now()) RETURNING 1
    ), line AS (
      INSERT INTO reservation_line (reservation_id, line, seller_id, sku, location_id, quantity, status)
      VALUES ($1, 1, $3, $4, 'default', 2, 'requested') RETURNING 1
    ) SELECT FROM asked, row, line`,
    [reservation_id, JSON.stringify(data), a.seller_id, a.sku],
  );
  await shop.sees(a, { reserved: 2 });
  await shop.call('POST', `/${reservation_id}/confirm`, 20);
  await eventually(async () =>
    expect((await shop.call('GET', `/${reservation_id}`)).body.status).toBe('confirmed'),
  );
  expect(await rowsOf(`rsv.${OLD_NONCE}.1.F.${reservation_id}`)).toEqual([{ is: 'F' }]);
});
