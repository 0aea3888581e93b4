import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { Pool } from 'pg';
import { migrations } from '../migrations/index.js';
import { ReservationRefusedError } from './refused-error.js';
import { type AskedReservation, readReservation } from './request-body.js';
import type { Quota } from './quota.js';
import { Reservations } from './reservations.js';
import type { StockCommandWriter } from './stock-command-writer.js';

const NOW = Date.parse('2026-06-19T18:00:00.000Z');

describe('a request of an order service', () => {
  let database: TestDatabase;
  let now_ms = NOW;
  let broken: Error | null = null;
  let quota: Quota = { open_at_most: 99, units_at_most: 999, max_hold_s: 3_600 };
  const sent: string[] = [];
  const unsent: string[] = [];
  const writer = partOf<StockCommandWriter>({
    send: (
      reservation_id: string,
      due: readonly { operation: string; line: number; event_time_ms: number }[],
    ) => {
      if (broken !== null) return Promise.reject(broken);
      for (const { operation, line, event_time_ms } of due)
        sent.push(`${reservation_id} ${operation}${line} ${event_time_ms - NOW}`);
      return Promise.resolve();
    },
  });
  const over = (pool: Pool) =>
    new Reservations({
      pool,
      writer,
      now_ms: () => now_ms,
      onUnsent: (error) => void unsent.push(error.message),
      quota,
    });
  const ask = (reservation_id: string, expires_in = 60): AskedReservation =>
    readReservation({
      reservation_id,
      order_id: `o ${reservation_id}`.slice(0, 64),
      lines: [{ seller_id: 'ann', sku: 's', quantity: 2 }],
      expires_in,
    });
  const row = async (id: string) =>
    (
      await database.pool.query<{
        status: string;
        requested: number;
        expires: number;
        next: number | null;
        order_id: string;
        version: number;
      }>(
        `SELECT status, order_id, version, extract(epoch FROM requested_at)::float8 * 1000 AS requested, extract(epoch FROM expires_at)::float8 * 1000 AS expires,
       (extract(epoch FROM next_step_at - now()) * 1000)::float8 AS next FROM reservation WHERE reservation_id = $1`,
        [id],
      )
    ).rows[0];

  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  it('covers every line at once, and expires after the given seconds', async () => {
    now_ms = NOW;
    expect(await over(database.pool).request(ask('r-1'), 'web')).toMatchObject({
      status: 'requested',
      expires_at_ms: NOW + 60_000,
    });
    expect(await row('r-1')).toMatchObject({
      status: 'requested',
      order_id: 'o r-1',
      version: 1,
      requested: NOW,
      expires: NOW + 60_000,
    });
    await eventually(async () => expect(sent).toEqual(['r-1 R1 0']));
    // An answer is waited for three seconds, then it is sent again.
    expect((await row('r-1'))?.next).toBeLessThanOrEqual(3_000);
  });

  it('is idempotent: the same body gives the same answer, another body is refused', async () => {
    const reservations = over(database.pool);
    now_ms = NOW + 5_000;
    expect(await reservations.request(ask('r-1'), 'web')).toMatchObject({ expires_at_ms: NOW + 60_000 });
    await expect(reservations.request(ask('r-1', 61), 'web')).rejects.toThrow(ReservationRefusedError);
    expect([sent, (await row('r-1'))?.version]).toEqual([['r-1 R1 0'], 1]);
  });

  it.each<[string, (id: string) => Promise<unknown>, number, string]>([
    ['does not expire a moment before its time', (id) => over(database.pool).expire(id), 59_999, 'requested'],
    ['expires at its time', (id) => over(database.pool).expire(id), 60_000, 'releasing'],
    ['is cancelled before', (id) => over(database.pool).cancel(id, 'ada'), 1, 'releasing'],
  ])('%s', async (what, act, after_ms, status) => {
    now_ms = NOW;
    const id = `r ${what}`.slice(0, 60);
    await over(database.pool).request(ask(id), 'web');
    now_ms = NOW + after_ms;
    await act(id);
    expect((await row(id))?.status).toBe(status);
  });

  it('reports commands that cannot be sent now, and keeps the reservation', async () => {
    now_ms = NOW;
    broken = new Error('the broker is unavailable');
    expect(await over(database.pool).request(ask('r-unsent'), 'web')).toMatchObject({ status: 'requested' });
    await eventually(async () => expect(unsent).toEqual(['the broker is unavailable']));
    broken = null;
  });

  it('belongs to its client: another client only learns that the id is used', async () => {
    now_ms = NOW;
    expect(await over(database.pool).request(ask('r-own'), 'web')).toMatchObject({ client: 'web' });
    await expect(over(database.pool).request(ask('r-own'), 'app')).rejects.toMatchObject({
      code: 'reservation_conflict',
      message: 'r-own is taken: ask with an id of its own',
    });
    const { rows } = await database.pool.query(
      `SELECT client, units FROM reservation WHERE reservation_id = 'r-own'`,
    );
    expect(rows).toEqual([{ client: 'web', units: 2 }]);
  });

  it('is refused beyond the longest hold or the client’s limit; a repetition is answered as before', async () => {
    now_ms = NOW;
    quota = { open_at_most: 2, units_at_most: 5, max_hold_s: 60 };
    const request = (id: string, quantity = 2, expires_in = 60) =>
      over(database.pool).request(
        readReservation({
          reservation_id: id,
          order_id: id,
          lines: [{ seller_id: 'ann', sku: 's', quantity }],
          expires_in,
        }),
        'few',
      );
    await expect(request('q-1', 2, 61)).rejects.toMatchObject({
      code: 'hold_too_long',
      message: expect.stringContaining('60 seconds'),
    });
    await expect(request('q-1', 6)).rejects.toMatchObject({ code: 'too_many_units' });
    // All at once, and room for two.
    const all = await Promise.allSettled(['q-1', 'q-2', 'q-3', 'q-4'].map((id) => request(id)));
    expect(
      all.map((one) => (one.status === 'fulfilled' ? 'held' : (one.reason as { code: string }).code)).sort(),
    ).toEqual(['held', 'held', 'too_many_reservations', 'too_many_reservations']);
    const first = all.findIndex(({ status }) => status === 'fulfilled') + 1;
    expect(await request(`q-${first}`)).toMatchObject({ status: 'requested' });
    await database.pool.query(`UPDATE reservation SET status = 'confirmed' WHERE client = 'few'`);
    expect(await request('q-5', 5)).toMatchObject({ status: 'requested' });
    quota = { open_at_most: 99, units_at_most: 999, max_hold_s: 3_600 };
  });

  it('of an order that has a reservation already is refused, at once or later, unless it may be beside it', async () => {
    now_ms = NOW;
    const order = (reservation_id: string, client: string, more: object = {}) =>
      over(database.pool).request(
        readReservation({
          reservation_id,
          order_id: 'one order',
          lines: [{ seller_id: 'ann', sku: 's', quantity: 2 }],
          expires_in: 60,
          ...more,
        }),
        client,
      );
    const all = await Promise.allSettled(['o-1', 'o-2', 'o-3'].map((id) => order(id, 'web')));
    const codes = all.map((one) =>
      one.status === 'fulfilled' ? 'requested' : (one.reason as { code: string }).code,
    );
    expect(codes.sort()).toEqual(['order_has_reservation', 'order_has_reservation', 'requested']);
    const first = `o-${all.findIndex(({ status }) => status === 'fulfilled') + 1}`;
    await expect(order('o-4', 'web')).rejects.toMatchObject({ message: expect.stringContaining(first) });
    // The same request at once, and again, the order of another client, and one that says so.
    const same = await Promise.all(Array.from({ length: 4 }, () => order('o-8', 'twice')));
    expect(same.map(({ status }) => status)).toEqual(Array(4).fill('requested'));
    expect(await order(first, 'web')).toMatchObject({ status: 'requested' });
    expect(await order('o-5', 'app')).toMatchObject({ status: 'requested' });
    expect(await order('o-6', 'web', { beside_others: true })).toMatchObject({ status: 'requested' });
    await database.pool.query(`UPDATE reservation SET status = 'cancelled' WHERE order_id = 'one order'`);
    expect(await order('o-7', 'web')).toMatchObject({ status: 'requested' });
  });

  it('is held longer if it is extended in time, and expires then', async () => {
    now_ms = NOW;
    const reservations = over(database.pool);
    await reservations.request(ask('x-1'), 'web');
    now_ms = NOW + 59_000;
    expect(await reservations.extend('x-1', 60, 'web')).toMatchObject({ expires_at_ms: NOW + 119_000 });
    expect((await row('x-1'))?.expires).toBe(NOW + 119_000);
    // Never shorter than it was.
    expect(await reservations.extend('x-1', 1, 'web')).toMatchObject({ expires_at_ms: NOW + 119_000 });
    await expect(reservations.extend('x-1', 3_601, 'web')).rejects.toMatchObject({ code: 'hold_too_long' });
    now_ms = NOW + 118_999;
    expect(await reservations.expire('x-1')).toMatchObject({ status: 'requested' });
    now_ms = NOW + 119_000;
    await expect(reservations.extend('x-1', 60, 'web')).rejects.toMatchObject({ code: 'expired' });
    expect(await reservations.expire('x-1')).toMatchObject({ status: 'releasing' });
    await expect(reservations.extend('x-1', 60, 'web')).rejects.toMatchObject({ code: 'wrong_status' });
  });

  it('for an unknown reservation is not found, and waits no longer than requested', async () => {
    const reservations = over(database.pool);
    expect([
      await reservations.find('none'),
      await reservations.waitFor('none', () => false, 60_000),
    ]).toEqual([null, null]);
    const began_ms = performance.now();
    let polls = 0;
    const never = (): boolean => {
      polls += 1;
      return false;
    };
    expect((await reservations.waitFor('r-1', never, 200))?.state.status).toBe('requested');
    const waited_ms = performance.now() - began_ms;
    expect([waited_ms >= 200, waited_ms < 5_000]).toEqual([true, true]);
    // Looked at again and again, with a pause in between: whoever waits must not keep the database busy.
    expect([polls > 1, polls <= waited_ms / 20]).toEqual([true, true]);
    expect((await reservations.waitFor('r-1', () => true, 60_000))?.state.reservation_id).toBe('r-1');
  });

  it('is tried ten times if the database is unavailable, and never again after a permanent error', async () => {
    for (const [code, attempts] of [
      ['08006', 10],
      ['42501', 1],
    ] as const) {
      let tried = 0;
      const away = partOf<Pool>({
        connect: () => {
          tried += 1;
          return Promise.reject(Object.assign(new Error('away'), { code }));
        },
      });
      await expect(over(away).cancel('r-1', 'ada')).rejects.toMatchObject({ code });
      expect(tried).toBe(attempts);
    }
  });

  it('is sent again by an operator with the same commands, and its history keeps who and why', async () => {
    const reservations = over(database.pool);
    now_ms = NOW;
    await reservations.request(ask('again'), 'web');
    const of = (): string[] => sent.filter((one) => one.startsWith('again '));
    await eventually(async () => expect(of()).toEqual(['again R1 0']));
    now_ms = NOW + 9_000;
    expect(await reservations.sendAgain('again', 'ada', 'no answer')).toMatchObject({ attempts: 1 });
    expect(of()).toEqual(['again R1 0', 'again R1 0']);
    const found = await reservations.find('again');
    expect(found?.history.at(-1)?.event).toEqual({
      ...{ type: 'step_retried', attempt: 1, operation: 'R', lines: [1], by: 'ada', reason: 'no answer' },
    });
    await expect(reservations.sendAgain('never', 'ada', 'why')).rejects.toMatchObject({
      code: 'nothing_awaited',
    });
  });
});
