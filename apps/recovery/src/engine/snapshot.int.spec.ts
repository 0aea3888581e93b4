import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { snapshotsOf } from './snapshot.js';

describe('a snapshot of a database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase([]);
    await database.pool.query('CREATE TABLE thing (n bigint)');
  });
  afterAll(() => database.drop());

  const open = (join?: string) => snapshotsOf(database.url)(join);
  const connections = async (): Promise<unknown> =>
    (
      await database.pool.query(
        `SELECT count(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'recovery-replay'`,
      )
    ).rows[0]?.count;

  it('shows one state to everyone who joins it, and is read-only', async () => {
    const first = await open();
    await database.pool.query('INSERT INTO thing VALUES (1)');
    const joined = await open(first.id);
    const later = await open();
    const seen = await Promise.all(
      [first, joined, later].map(
        async ({ db }) => (await db.query('SELECT count(*) AS count FROM thing')).rows[0],
      ),
    );
    expect(seen).toEqual([{ count: 0 }, { count: 0 }, { count: 1 }]);
    await expect(later.db.query('INSERT INTO thing VALUES (2)')).rejects.toThrow(/read-only/);
    expect(await connections()).toBe(3);
    await Promise.all([first, joined, later].map((one) => one.close()));
    await eventually(async () => expect(await connections()).toBe(0));
  });

  it('that cannot be joined leaves no connection open', async () => {
    await expect(open('00000000-00000000-1')).rejects.toThrow(/snapshot/);
    await eventually(async () => expect(await connections()).toBe(0));
  });

  it('whose server is gone fails its statement and not the process', async () => {
    const { db, close } = await open();
    const { rows } = await db.query('SELECT pg_backend_pid() AS pid');
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await expect(db.query('SELECT 1')).rejects.toThrow();
    await close().catch(() => undefined);
  });
});
