import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@stockproof/postgres';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { Pool } from 'pg';
import { SessionLock } from './session-lock.js';

describe('a lock of one process', () => {
  let database: TestDatabase;
  let pools: Pool[];
  const lock = (process: 0 | 1, name = 'a lock'): SessionLock =>
    new SessionLock(pools[process] as Pool, name);

  beforeAll(async () => {
    database = await testDatabase([]);
    // As two processes have them.
    pools = ['lock-0', 'lock-1'].map((application_name) =>
      createPool({ url: database.url, application_name, max: 2 }),
    );
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  it('is held by one until it is released', async () => {
    const [one, other] = [lock(0), lock(1)];
    expect([await one.held(), await other.held(), await one.held()]).toEqual([true, false, true]);
    one.release();
    // At once, not when a pool closes what it has not lent for a while.
    await eventually(async () => expect(await other.held()).toBe(true), 5_000);
    expect(await one.held()).toBe(false);
    other.release();
  });

  it('is lost with its connection, and its holder learns it, each time', async () => {
    for (const name of ['x', 'y', 'z']) {
      const [one, other] = [lock(0, name), lock(1, name)];
      expect(await one.held()).toBe(true);
      await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lock-0'`,
      );
      await eventually(async () => expect(await other.held()).toBe(true));
      await eventually(async () => expect(await one.held()).toBe(false));
      other.release();
    }
    // No connection stays lent that nobody has any more.
    expect(pools.map(({ totalCount, idleCount }) => totalCount - idleCount)).toEqual([0, 0]);
  });

  it('that cannot be requested keeps no connection', async () => {
    const failing = {
      query: () => Promise.reject(new Error('away')),
      on: () => undefined,
      once: () => undefined,
      release: (destroy: boolean) => released.push(destroy),
    };
    const released: boolean[] = [];
    const asked = new SessionLock(partOf<Pool>({ connect: () => Promise.resolve(failing) }), 'a lock').held();
    await expect(asked).rejects.toThrow('away');
    expect(released).toEqual([true]);
  });

  it('is identified by its name, and a failed attempt leaves no connection open', async () => {
    const [one, other] = [lock(0, 'x'), lock(1, 'y')];
    expect([await one.held(), await other.held()]).toEqual([true, true]);
    const in_vain = lock(1, 'x');
    for (let time = 0; time < 5; time += 1) expect(await in_vain.held()).toBe(false);
    one.release();
    other.release();
  });
});
