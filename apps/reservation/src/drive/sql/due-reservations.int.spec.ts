import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { claimDue, countFailed, countOpen, countStuck, findExpired } from './due-reservations.js';

describe('waiting reservations', () => {
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

  it('are counted by status while they are open, with the time since the oldest was requested', async () => {
    await database.pool.query(`UPDATE reservation SET client = 'shop'`);
    await database.pool.query(
      `UPDATE reservation SET requested_at = now() - interval '1 minute' WHERE status = 'held'`,
    );
    const counts = new Map((await countOpen(database.pool)).map((one) => [one.status, one]));
    expect([...counts.keys()].toSorted()).toEqual(['confirming', 'held', 'releasing', 'requested']);
    expect(counts.get('held')?.reservations).toBe(2);
    expect(Math.round(counts.get('held')?.oldest_seconds ?? 0)).toBe(60);
  });

  it('are counted if they are stuck', async () => expect(await countStuck(database.pool)).toBe(2));

  it('are counted as failed if a command of them could not be carried out', async () => {
    expect(await countFailed(database.pool)).toBe(0);
    await database.pool.query(`UPDATE reservation SET status = 'failed' WHERE reservation_id = 'g'`);
    expect(await countFailed(database.pool)).toBe(1);
  });
});
