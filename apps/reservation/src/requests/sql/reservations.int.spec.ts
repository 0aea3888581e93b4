import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import type { ReservationView } from '@stockproof/reservation-saga';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  countHoldings,
  listReservations,
  lockClient,
  lockReservations,
  upsertLines,
  upsertReservation,
} from './reservations.js';

const ALL = { status: null, stuck: null, order_id: null, seller_id: null, sku: null, client: null };

describe('the statements of reservation', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    // id, status, expires at, next step at (ms), stuck
    for (const [id, status, expires, next, stuck] of [
      ['a', 'requested', 300, 1_200, false],
      ['b', 'held', 200, null, false],
      ['c', 'held', 100, null, true],
      ['d', 'confirming', 50, 1_000, false],
      ['e', 'releasing', 50, 1_100, true],
      ['f', 'confirmed', 50, null, false],
      ['g', 'expired', 50, null, false],
    ] as const) {
      await database.pool.query(
        `INSERT INTO reservation VALUES ($1::text, 'order-' || $1, $2, 1, to_timestamp(0), to_timestamp($3::float8 / 1000), 2, to_timestamp($4::float8 / 1000), $5)`,
        [id, status, expires, next, stuck],
      );
    }
  });
  afterAll(() => database.drop());

  it.each<[string, string | null, boolean | null, string, number, string]>([
    ['all', null, null, '', 9, 'abcdefg'],
    ['of a status', 'held', null, '', 9, 'bc'],
    ['stuck', null, true, '', 9, 'ce'],
    ['not stuck', null, false, '', 9, 'abdfg'],
    ['stuck, of a status', 'held', true, '', 9, 'c'],
    ['a page', null, null, '', 2, 'ab'],
    ['the next page', null, null, 'b', 2, 'cd'],
  ])('list by id: %s', async (_what, status, stuck, after, limit, expected) => {
    const found = await listReservations(database.pool, { ...ALL, status, stuck }, 'id', after, limit);
    expect(found.map(({ reservation_id }) => reservation_id).join('')).toBe(expected);
  });

  it.each<[string, Partial<Parameters<typeof listReservations>[1]>, string, string]>([
    ['all, the oldest first, by id where they are as old', {}, '', 'gfabcde'],
    ['a page after one', {}, 'a', 'bcde'],
    ['after one that is not there', {}, 'x', ''],
    ['of a status', { status: 'held' }, '', 'bc'],
    ['of an order', { order_id: 'order-c' }, '', 'c'],
    ['of a seller', { seller_id: 'm' }, '', 'gbc'],
    ['of an offer', { seller_id: 'm', sku: 's' }, '', 'gc'],
    ['of an offer, after one', { seller_id: 'm', sku: 's' }, 'g', 'c'],
    ['of an offer of another seller', { seller_id: 'n', sku: 's' }, '', 'b'],
    ['of an offer and a status', { seller_id: 'm', sku: 's', status: 'held' }, '', 'c'],
  ])('list by age: %s', async (_what, change, after, expected) => {
    await inTransaction(database.pool, async (db) => {
      await db.query(`UPDATE reservation SET requested_at = to_timestamp(-9) WHERE reservation_id = 'g'`);
      await db.query(`UPDATE reservation SET requested_at = to_timestamp(-8) WHERE reservation_id = 'f'`);
      await db.query(
        `INSERT INTO reservation_line (reservation_id, line, seller_id, sku, location_id, quantity, status)
         VALUES ('g', 1, 'm', 's', 'l', 1, 'held'), ('g', 2, 'm', 't', 'l', 1, 'held'), ('c', 1, 'm', 's', 'l', 1, 'held'),
           ('b', 1, 'n', 's', 'l', 1, 'held'), ('b', 2, 'm', 't', 'l', 1, 'held')`,
      );
      const found = await listReservations(db, { ...ALL, ...change }, 'age', after, 9);
      expect(found.map(({ reservation_id }) => reservation_id).join('')).toBe(expected);
      await db.query('SAVEPOINT before_the_end');
      throw new Error('undone');
    }).catch((error: Error) => expect(error.message).toBe('undone'));
  });

  it('store the request time, the expiry, and the number of attempts', async () => {
    expect(await listReservations(database.pool, ALL, 'id', '', 1)).toEqual([
      {
        reservation_id: 'a',
        order_id: 'order-a',
        client: null,
        status: 'requested',
        requested_at: new Date(0),
        expires_at: new Date(300),
        attempts: 2,
        stuck: false,
      },
    ]);
  });

  it('list a client’s own, and those without a client; count those that have not ended', async () => {
    await database.pool.query(
      `UPDATE reservation SET client = 'web', units = 3 WHERE reservation_id IN ('b', 'd', 'g')`,
    );
    await database.pool.query(
      `UPDATE reservation SET client = 'app', units = 50 WHERE reservation_id IN ('c', 'e')`,
    );
    try {
      const of = async (client: string | null) =>
        (await listReservations(database.pool, { ...ALL, client }, 'id', '', 9))
          .map(({ reservation_id }) => reservation_id)
          .join('');
      expect([await of('web'), await of('app'), await of('none'), await of(null)]).toEqual([
        'abdfg',
        'acef',
        'af',
        'abcdefg',
      ]);
      const open = async (client: string) =>
        (
          await database.pool.query<{ n: number }>(
            `SELECT count(*)::int AS n FROM reservation WHERE client = $1 AND status IN ('requested', 'held', 'confirming', 'releasing')`,
            [client],
          )
        ).rows[0]?.n ?? 0;
      expect(await countHoldings(database.pool, 'web')).toEqual({
        open: await open('web'),
        units: 3 * (await open('web')),
      });
      await database.pool.query(`UPDATE reservation SET status = 'confirmed' WHERE client = 'app'`);
      expect([await countHoldings(database.pool, 'app'), await countHoldings(database.pool, 'none')]).toEqual(
        [
          { open: 0, units: 0 },
          { open: 0, units: 0 },
        ],
      );
    } finally {
      await database.pool.query('UPDATE reservation SET client = NULL, units = 0');
    }
  });

  const view = (reservation_id: string, more: Partial<ReservationView> = {}): ReservationView => ({
    reservation_id,
    order_id: 'o',
    status: 'requested',
    version: 1,
    requested_at_ms: 1_000,
    expires_at_ms: 2_000,
    attempts: 0,
    next_step_at_ms: 1_500,
    stuck: false,
    client: null,
    units: 5,
    lines: [line(1, { quantity: 2 }), line(2, { quantity: 3 })],
    ...more,
  });
  const line = (number: number, more: Partial<ReservationView['lines'][number]> = {}) => ({
    line: number,
    seller_id: 'ann',
    sku: `s${number}`,
    location_id: 'default',
    quantity: 1,
    status: 'requested' as const,
    reason: null,
    available: null,
    ...more,
  });
  const stored = async (id: string) =>
    (await database.pool.query('SELECT * FROM reservation WHERE reservation_id = $1', [id])).rows;
  const linesOf = async (id: string) =>
    (
      await database.pool.query('SELECT * FROM reservation_line WHERE reservation_id = $1 ORDER BY line', [
        id,
      ])
    ).rows;

  it('insert a reservation with its units, then change only its changing columns', async () => {
    await upsertReservation(database.pool, view('u', { client: 'web' }));
    const before = {
      reservation_id: 'u',
      order_id: 'o',
      status: 'requested',
      version: 1,
      requested_at: new Date(1_000),
      expires_at: new Date(2_000),
      attempts: 0,
      next_step_at: new Date(1_500),
      stuck: false,
      units: 5,
      client: 'web',
    };
    expect(await stored('u')).toEqual([before]);
    const moved = { status: 'held', version: 2, attempts: 3, stuck: true } as const;
    await upsertReservation(
      database.pool,
      view('u', {
        ...moved,
        next_step_at_ms: null,
        order_id: 'other',
        expires_at_ms: 9_000,
        client: 'app',
        units: 0,
      }),
    );
    expect(await stored('u')).toEqual([
      { ...before, ...moved, expires_at: new Date(9_000), next_step_at: null },
    ]);
  });

  it('use the client of the first event if none is given', async () => {
    await database.pool.query(
      `INSERT INTO event (stream, version, type, data, transaction_id) VALUES ('reservation-v', 1, 'requested', '{"client": "web"}', '1')`,
    );
    await upsertReservation(database.pool, view('v'));
    await upsertReservation(database.pool, view('w'));
    expect([await stored('v'), await stored('w')]).toMatchObject([[{ client: 'web' }], [{ client: null }]]);
  });

  it('insert the lines of a reservation, then change only their state', async () => {
    await upsertReservation(database.pool, view('x'));
    await upsertLines(database.pool, 'x', [line(1), line(2)]);
    await upsertLines(database.pool, 'x', [
      line(2, { status: 'rejected', reason: 'insufficient_stock', available: 0, quantity: 7, sku: 'other' }),
    ]);
    expect(await linesOf('x')).toEqual([
      { reservation_id: 'x', ...line(1) },
      {
        reservation_id: 'x',
        ...line(2),
        status: 'rejected',
        reason: 'insufficient_stock',
        available: 0,
      },
    ]);
  });

  it('lock these reservations, and no other, until the transaction ends', async () => {
    await inTransaction(database.pool, async (db) => {
      await lockReservations(db, ['b', 'a', 'none']);
      const free = (id: string) =>
        database.pool.query(
          'SELECT reservation_id FROM reservation WHERE reservation_id = $1 FOR UPDATE NOWAIT',
          [id],
        );
      expect((await free('c')).rowCount).toBe(1);
      for (const id of ['a', 'b']) await expect(free(id)).rejects.toMatchObject({ code: '55P03' });
    });
  });

  it('lock a client until the transaction ends, and no other client', async () => {
    const isFree = async (client: string) =>
      (
        await database.pool.query<{ free: boolean }>(
          `SELECT pg_try_advisory_xact_lock(hashtextextended('stockproof reservations of ' || $1::text, 0)) AS free`,
          [client],
        )
      ).rows[0]?.free;
    await inTransaction(database.pool, async (db) => {
      await lockClient(db, 'web');
      expect([await isFree('web'), await isFree('app')]).toEqual([false, true]);
    });
    expect(await isFree('web')).toBe(true);
  });
});
