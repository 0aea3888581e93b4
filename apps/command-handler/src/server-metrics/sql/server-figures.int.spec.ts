import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { recordingMeter, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { observeServer } from '../observe-server.js';
import { readServerFigures } from './server-figures.js';

describe('figures of the server', () => {
  let database: TestDatabase;
  let name = '';
  beforeAll(async () => {
    database = await testDatabase(migrations);
    name = new URL(database.url).pathname.slice(1);
  });
  afterAll(() => database.drop());

  const own = async () =>
    (await readServerFigures(database.pool)).find((one) => one.database === name) ?? null;

  it('see a transaction that is open in another session, and its age', async () => {
    const other = await database.pool.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT pg_sleep(0.05)');
      const found = await own();
      expect(found).toMatchObject({ database: name });
      expect(found?.connections).toBeGreaterThan(0);
      expect(found?.max_connections).toBeGreaterThan(0);
      expect(found?.size_bytes).toBeGreaterThan(1_000_000);
      expect(found?.oldest_transaction_seconds).toBeGreaterThan(0.04);
    } finally {
      await other.query('ROLLBACK');
      other.release();
    }
  });

  it('are given to the command handler, which sees no statement of another', async () => {
    const db = await database.pool.connect();
    try {
      await db.query('BEGIN');
      await db.query('SET LOCAL ROLE command_handler');
      expect((await readServerFigures(db)).map((one) => one.database)).toContain(name);
      const { rows } = await db.query<{ columns: string[] }>(
        `SELECT array_agg(column_name) AS columns FROM (SELECT * FROM server_figures() LIMIT 1) one,
           jsonb_object_keys(to_jsonb(one)) AS column_name`,
      );
      expect(rows[0]?.columns.sort()).toEqual([
        'connections',
        'database',
        'max_connections',
        'oldest_transaction_seconds',
        'size_bytes',
      ]);
    } finally {
      await db.query('ROLLBACK');
      db.release();
    }
  });

  it('become metrics by database, and the dead rows of the hot tables by table', async () => {
    await database.pool.query('SELECT pg_stat_force_next_flush()');
    const { meter, observed } = recordingMeter();
    observeServer({ meter }, database.pool);
    const series = await observed();
    const of = (metric: string) => series.filter(([found]) => found === metric).map(([, , labels]) => labels);
    expect(of('stockproof_postgres_database_size_bytes')).toContainEqual({ database: name });
    expect(of('stockproof_postgres_dead_rows')).toContainEqual({ table: 'inventory_stock_on_hand' });
    expect(of('stockproof_postgres_connections_max')).toContainEqual({});
  });
});
