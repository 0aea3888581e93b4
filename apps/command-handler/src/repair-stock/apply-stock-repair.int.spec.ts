import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StockRecaptureV1, StockRepairV1 } from '@stockproof/events';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { applyRecapture, applyStockRepair } from './apply-stock-repair.js';
import { askForRecapture } from './sql/stock-repairs.js';

const digest = (version: number): string => String(version).repeat(64);
const ACCEPTED = '2026-06-19T18:00:02.000Z';
const COUNTED = '2026-06-19T18:00:01.000Z';

describe('a repair of the command handler’s tables', () => {
  let database: TestDatabase;
  let repairs = 0;
  let sku = '';
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  // Two versions of an offer of its own for each test, and wrong tables next to them; another seller's of the
  // same SKU.
  beforeEach(async () => {
    sku = `s${(repairs += 1)}`;
    for (const seller_id of ['ann', 'ben']) {
      for (const version of [1, 2]) {
        await database.pool.query(
          `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
             event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
           VALUES ($1, $2, $3, $4::int, 'I', 'accepted', 5, 5, 5, 'sellable', 'default', now(), $5::timestamptz - make_interval(secs => 2 - $4::int), 2,
             decode(repeat('ab', 32), 'hex'), 't', 0, 0, decode(repeat('ab', 32), 'hex'), decode($6, 'hex'))`,
          [seller_id, `${sku}.${version}`, sku, version, ACCEPTED, digest(version)],
        );
      }
      await database.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ($1, $2, 77, 1, '\\xff', 'epoch')`,
        [seller_id, sku],
      );
      await database.pool.query(
        `INSERT INTO inventory_bucket VALUES ($1, $2, 'sellable', 'default', 77, NULL, 'epoch'), ($1, $2, 'damaged', 'x', 1, NULL, 'epoch')`,
        [seller_id, sku],
      );
    }
  });

  const repair = (change: Partial<StockRepairV1> = {}): StockRepairV1 =>
    ({
      schema_version: 1,
      type: 'stock_repair',
      recovery_id: 'rec',
      repair_id: `r.${repairs}`,
      seller_id: 'ann',
      sku,
      version: 2,
      chain_digest: digest(2),
      stock_on_hand: 10,
      buckets: [
        { bucket_type: 'sellable', location_id: 'a', quantity: 7, counted_at: COUNTED },
        { bucket_type: 'reserved', location_id: 'a', quantity: 3, counted_at: null },
      ],
      ...change,
    }) as StockRepairV1;
  const apply = (one: StockRepairV1) => inTransaction(database.pool, (db) => applyStockRepair(db, one));
  const tables = async (seller_id = 'ann') => ({
    head: (
      await database.pool.query<Record<string, unknown>>(
        `SELECT stock_on_hand, version, encode(chain_digest, 'hex') AS chain_digest, updated_at FROM inventory_stock_on_hand WHERE seller_id = $1 AND sku = $2`,
        [seller_id, sku],
      )
    ).rows[0],
    buckets: (
      await database.pool.query<Record<string, unknown>>(
        `SELECT bucket_type, location_id, quantity, counted_at, updated_at FROM inventory_bucket WHERE seller_id = $1 AND sku = $2 ORDER BY bucket_type`,
        [seller_id, sku],
      )
    ).rows,
  });
  const outcome = async () =>
    (
      await database.pool.query<{ outcome: string }>(
        'SELECT outcome FROM repair_outcome WHERE repair_id = $1',
        [`r.${repairs}`],
      )
    ).rows[0]?.outcome;

  it('sets head and buckets of its offer to the ledger’s newest row, and of no other offer', async () => {
    const bens = await tables('ben');
    expect(await apply(repair())).toBe('applied');
    const updated_at = new Date(ACCEPTED);
    expect(await tables()).toEqual({
      head: { stock_on_hand: 10, version: 2, chain_digest: digest(2), updated_at },
      buckets: [
        { bucket_type: 'reserved', location_id: 'a', quantity: 3, counted_at: null, updated_at },
        { bucket_type: 'sellable', location_id: 'a', quantity: 7, counted_at: new Date(COUNTED), updated_at },
      ],
    });
    expect([await tables('ben'), await outcome()]).toEqual([bens, 'applied']);
  });

  it('inserts a missing head', async () => {
    await database.pool.query('DELETE FROM inventory_stock_on_hand WHERE sku = $1', [sku]);
    expect(await apply(repair())).toBe('applied');
    expect((await tables()).head).toMatchObject({ stock_on_hand: 10, version: 2 });
  });

  it.each<[string, Partial<StockRepairV1>]>([
    ['the ledger has moved on', { version: 1, chain_digest: digest(1) }],
    ['the ledger is shorter', { version: 3 }],
    ['another row is there', { chain_digest: digest(3) }],
    ['there is no such offer', { seller_id: 'eve' }],
  ])('is stale if %s, and changes nothing', async (_what, change) => {
    const before = [await tables(), await tables('ben')];
    expect(await apply(repair(change))).toBe('stale');
    expect([await tables(), await tables('ben'), await outcome()]).toEqual([...before, 'stale']);
  });

  it('is applied once if it is delivered twice', async () => {
    await apply(repair());
    await database.pool.query('UPDATE inventory_stock_on_hand SET stock_on_hand = 11 WHERE sku = $1', [sku]);
    expect(await apply(repair())).toBe('again');
    expect((await tables()).head).toMatchObject({ stock_on_hand: 11 });
  });

  it.each<[string, number | undefined, string]>([
    ['from its first row on', undefined, '1'],
    ['from a version on', 7, '7'],
  ])('requests the rows of an offer again once, %s', async (_what, from_version, from) => {
    const recapture = {
      schema_version: 1,
      type: 'recapture',
      recovery_id: 'rec',
      repair_id: `r.${repairs}`,
      seller_id: `o'neil`,
      sku,
      ...(from_version === undefined ? {} : { from_version }),
    };
    for (let times = 0; times < 2; times += 1)
      await inTransaction(database.pool, (db) => applyRecapture(db, recapture as StockRecaptureV1));
    const { rows } = await database.pool.query<{ type: string; data: string }>(
      'SELECT type, data FROM debezium_signal WHERE id = $1',
      [`r.${repairs}`],
    );
    expect(rows.map(({ type, data }) => [type, JSON.parse(data) as unknown])).toEqual([
      [
        'execute-snapshot',
        {
          'data-collections': ['public.inventory_transaction'],
          type: 'incremental',
          'additional-conditions': [
            {
              'data-collection': 'public.inventory_transaction',
              filter: `seller_id = 'o''neil' AND sku = '${sku}' AND version >= ${from}`,
            },
          ],
        },
      ],
    ]);
  });

  it.each([`x' OR true --`, `x\\' OR true --`, `x'' OR ''1''=''1`, `x" OR true`, `%L`, `x}]}`])(
    'quotes a name that is SQL for Debezium too: %s',
    async (name) => {
      const asked = {
        schema_version: 1,
        type: 'recapture',
        recovery_id: 'rec',
        repair_id: `n.${repairs}`,
        seller_id: name,
        sku: name,
      } as const;
      const db = await database.pool.connect();
      try {
        await db.query('BEGIN');
        await askForRecapture(db, asked);
        const { rows } = await db.query<{ data: string }>('SELECT data FROM debezium_signal WHERE id = $1', [
          `n.${repairs}`,
        ]);
        const { filter } = (
          JSON.parse(rows[0]?.data ?? '') as { 'additional-conditions': [{ filter: string }] }
        )['additional-conditions'][0];
        // As Debezium runs it: whatever it holds, it is true of this name alone.
        const reported = await db.query(
          `SELECT ${filter} AS of_it FROM (VALUES ($1::text, $1::text, 1), ('y', 'y', 1)) AS row (seller_id, sku, version)`,
          [name],
        );
        expect(reported.rows).toEqual([{ of_it: true }, { of_it: false }]);
      } finally {
        await db.query('ROLLBACK');
        db.release();
      }
    },
  );

  it('sends Debezium no other signal', async () => {
    const db = await database.pool.connect();
    try {
      for (const sql of ['BEGIN', 'SET LOCAL ROLE command_handler', 'SAVEPOINT before']) await db.query(sql);
      for (const sql of [
        `INSERT INTO debezium_signal VALUES ('x', 'execute-snapshot', '{}')`,
        `UPDATE debezium_signal SET data = ''`,
        'DELETE FROM debezium_signal',
        `SELECT request_recapture('x', NULL, 's', 1)`,
        `SELECT request_recapture('x', 's', 's', 0)`,
      ]) {
        await expect(db.query(sql)).rejects.toMatchObject({ code: /^SELECT/.test(sql) ? '22023' : '42501' });
        await db.query('ROLLBACK TO before');
      }
      await db.query(`SELECT request_recapture('x', 's', 's', 1)`);
    } finally {
      await db.query('ROLLBACK');
      db.release();
    }
  });
});
