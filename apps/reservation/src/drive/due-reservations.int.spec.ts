import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { countHoldings, listReservations } from '../requests/sql/reservations.js';
import { claimDue, countStuck, findExpired } from './sql/due-reservations.js';

describe('reservations that wait', () => {
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

  it.each<[string, number, string[], number, string[]]>([
    ['none before its time', 99, [], 9, []],
    ['one to the millisecond', 100, [], 9, ['c']],
    ['the first to expire first, and none that has turned already', 1_000, [], 9, ['c', 'b', 'a']],
    ['no more than a page', 1_000, [], 2, ['c', 'b']],
    ['but those that are skipped', 1_000, ['c', 'd'], 9, ['b', 'a']],
  ])('expire: %s', async (_what, now_ms, skipped, limit, expected) => {
    expect(await findExpired(database.pool, now_ms, skipped, limit)).toEqual(expected);
  });

  it.each<[string, number, string[], string | null]>([
    ['nothing before its time', 999, [], null],
    ['to the millisecond', 1_000, [], 'd'],
    ['the longest overdue first', 5_000, [], 'd'],
    ['but those that are skipped', 5_000, ['d', 'e'], 'a'],
    ['none but those', 5_000, ['d', 'e', 'a'], null],
  ])('are due: %s', async (_what, now_ms, skipped, expected) => {
    expect(await claimDue(database.pool, now_ms, skipped)).toBe(expected);
  });

  it('are each claimed by one process at a time', async () => {
    await inTransaction(database.pool, async (one) => {
      expect(await claimDue(one, 5_000, [])).toBe('d');
      expect(await inTransaction(database.pool, (other) => claimDue(other, 5_000, []))).toBe('e');
    });
  });

  it('are counted where they are stuck', async () => expect(await countStuck(database.pool)).toBe(2));

  it.each<[string, string | null, boolean | null, string, number, string]>([
    ['all', null, null, '', 9, 'abcdefg'],
    ['of a status', 'held', null, '', 9, 'bc'],
    ['stuck', null, true, '', 9, 'ce'],
    ['not stuck', null, false, '', 9, 'abdfg'],
    ['stuck, of a status', 'held', true, '', 9, 'c'],
    ['a page', null, null, '', 2, 'ab'],
    ['the next page', null, null, 'b', 2, 'cd'],
  ])('are listed by id: %s', async (_what, status, stuck, after, limit, expected) => {
    const found = await listReservations(database.pool, status, stuck, after, limit, null);
    expect(found.map(({ reservation_id }) => reservation_id).join('')).toBe(expected);
  });

  it('say when they were asked for, when they end, and how often they were sent', async () => {
    expect(await listReservations(database.pool, null, null, '', 1, null)).toEqual([
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

  it('are a client’s own, and those of nobody known; what it holds is what has not ended', async () => {
    await database.pool.query(
      `UPDATE reservation SET client = 'web', units = 3 WHERE reservation_id IN ('b', 'd', 'g')`,
    );
    await database.pool.query(
      `UPDATE reservation SET client = 'app', units = 50 WHERE reservation_id IN ('c', 'e')`,
    );
    try {
      const of = async (client: string | null) =>
        (await listReservations(database.pool, null, null, '', 9, client))
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
});
