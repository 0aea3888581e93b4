import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@stockproof/postgres';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import type { Pool } from 'pg';
import { SessionLock } from './session-lock.js';

describe('a lock of one process', () => {
  let database: TestDatabase;
  let pools: Pool[];
  const lock = (process: 0 | 1, name = 'a lock'): SessionLock => new SessionLock(pools[process] as Pool, name);

  beforeAll(async () => {
    database = await testDatabase([]);
    // As two processes have them.
    pools = ['lock-0', 'lock-1'].map((application_name) => createPool({ url: database.url, application_name, max: 2 }));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  it('is had by one until it is given back', async () => {
    const [one, other] = [lock(0), lock(1)];
    expect([await one.held(), await other.held(), await one.held()]).toEqual([true, false, true]);
    one.release();
    await eventually(async () => expect(await other.held()).toBe(true));
    expect(await one.held()).toBe(false);
    other.release();
  });

  it('is lost with its connection, and whoever had it knows', async () => {
    const [one, other] = [lock(0, 'another'), lock(1, 'another')];
    expect(await one.held()).toBe(true);
    await database.pool.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'lock-0'`);
    await eventually(async () => expect(await other.held()).toBe(true));
    await eventually(async () => expect(await one.held()).toBe(false));
    other.release();
  });

  it('is one by its name, and asking in vain leaves no connection behind', async () => {
    const [one, other] = [lock(0, 'x'), lock(1, 'y')];
    expect([await one.held(), await other.held()]).toEqual([true, true]);
    const in_vain = lock(1, 'x');
    for (let time = 0; time < 5; time += 1) expect(await in_vain.held()).toBe(false);
    one.release();
    other.release();
  });
});
