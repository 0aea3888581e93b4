import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import type { Pool } from 'pg';
import { inTransaction } from '../transactions/transaction.js';
import { createPool } from './pool.js';

describe('a connection of a pool', () => {
  let database: TestDatabase;
  const pools: Pool[] = [];
  beforeAll(async () => {
    database = await testDatabase([]);
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database.drop();
  });

  const pooled = (options: { readonly by_key?: boolean } = {}): Pool => {
    const pool = createPool({ url: database.url, application_name: 'a test', max: 1, ...options });
    pools.push(pool);
    return pool;
  };
  const shown = async (pool: Pool, setting: string): Promise<unknown> =>
    (await pool.query(`SELECT current_setting('${setting}') AS value`)).rows[0]?.value;

  it.each<[string, boolean, string]>([
    // setting, asked for by key, value
    ['statement_timeout', false, '1min'],
    // A stopped process must not hold locks that the next holder waits for.
    ['idle_in_transaction_session_timeout', false, '10s'],
    ['application_name', false, 'a test'],
    ['plan_cache_mode', false, 'force_generic_plan'],
    ['enable_seqscan', false, 'on'],
    ['enable_hashjoin', false, 'on'],
    ['enable_mergejoin', false, 'on'],
    ['enable_seqscan', true, 'off'],
    ['enable_hashjoin', true, 'off'],
    ['enable_mergejoin', true, 'off'],
  ])('has %s (by key: %s) %s', async (setting, by_key, value) =>
    expect(await shown(pooled({ by_key }), setting)).toBe(value),
  );

  it('returns integers, and refuses those that a double cannot represent', async () => {
    const pool = pooled();
    expect((await pool.query('SELECT 9007199254740991::bigint AS most, 7::numeric AS n')).rows).toEqual([
      { most: Number.MAX_SAFE_INTEGER, n: 7 },
    ]);
    await expect(pool.query('SELECT 9007199254740992::bigint AS beyond')).rejects.toThrow();
  });

  it('that breaks while idle does no harm, and is replaced', async () => {
    const reported: Error[] = [];
    const pool = createPool({
      url: database.url,
      application_name: 'breaks',
      max: 1,
      onIdleError: (error) => reported.push(error),
    });
    pools.push(pool);
    await pool.query('SELECT 1');
    const received = new Promise((done) => pool.once('remove', done));
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'breaks'`,
    );
    await received;
    expect(reported).toHaveLength(1);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  it('that breaks between two statements of a transaction rejects the next one, and the process goes on', async () => {
    const pool = pooled();
    const broken = new Promise((done) => pool.once('acquire', (client) => client.once('end', done)));
    const failed = inTransaction(pool, async (db) => {
      const { rows } = await db.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      await broken;
      await db.query('SELECT 1');
    });
    await expect(failed).rejects.toThrow(/terminat|connection error/i);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });
});
