import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestHash } from '@stockproof/events';
import { createPool, HeldShard } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { anUpdate } from '@stockproof/testing/kit';
import { migrations } from '../migrations/index.js';
import { type CommittedPart, splitBatch } from './split-batch.js';
import type { Delivery, PoisonDelivery } from '../decode/delivery.js';
import { ShardSession } from './session.js';

const TOPIC = 'inventory.updates.v1';
const WAITING = `SELECT $1::int AS partition FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
const TABLES = ['inventory_transaction', 'inventory_stock_on_hand', 'inventory_bucket'];

describe('splitBatch, on a real database', () => {
  let database: TestDatabase;
  let partition = 0;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    // A row that nobody foresaw: every gate takes it, and the database does not.
    await database.pool.query(`ALTER TABLE inventory_transaction ADD CHECK (sku <> 'refused')`);
    await database.pool.query(`ALTER TABLE quarantine ADD CHECK (reason <> 'unsigned')`);
    for (const table of TABLES)
      await database.pool.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
  });
  afterAll(() => database.drop());

  async function session(): Promise<ShardSession> {
    partition += 1;
    return new ShardSession(
      await HeldShard.claim(database.pool, { consumer_group: 'g', partition, topics: [TOPIC] }, 'me'),
    );
  }

  const context = (pool: Pool = database.pool) => ({
    pool,
    topics: { rejections_topic: 'r', command_outcomes_topic: 'o', dead_letters_topic: 'd' },
    now_ms: Date.now,
    onRetry: () => undefined,
  });
  const at = (source_offset: number) => ({ source_topic: TOPIC, source_partition: partition, source_offset });

  function update(
    source_offset: number,
    sku: string,
    event_id = `e${partition}.${source_offset}`,
    operation: 'I' | 'D' = 'I',
  ): Delivery {
    const made = anUpdate({ event_id, sku, operation });
    return {
      kind: 'update',
      ...at(source_offset),
      update: made,
      request_hash: requestHash(made),
      correlation_id: null,
      causation_id: null,
      traceparent: null,
      value: Buffer.from('the message'),
    };
  }

  const rows = async <T extends object>(sql: string) => (await database.pool.query<T>(sql, [partition])).rows;

  it.each([[1], [2], [7], [8]])(
    'quarantines a row that the database refuses, and applies the %d others',
    async (others) => {
      const one = await session();
      const batch = Array.from({ length: others + 1 }, (_none, offset) =>
        update(offset, offset === others >> 1 ? 'refused' : `s${partition}`),
      );
      const began_ms = performance.now();
      const applied = await splitBatch(context(), one, batch);
      const sum = (of: (part: CommittedPart) => number): number =>
        applied.reduce((all, part) => all + of(part), 0);
      expect(sum(({ effects }) => effects.accounting.received)).toBe(others + 1);
      // Each part by its own time: what was tried in vain before it, and the parts before it, are not its.
      expect(sum(({ ms }) => ms)).toBeLessThan(performance.now() - began_ms);
      expect(
        await rows(
          'SELECT count(*) AS count, max(version) AS newest FROM inventory_transaction WHERE source_partition = $1',
        ),
      ).toEqual([{ count: others, newest: others }]);
      expect(
        await rows(
          'SELECT source_offset, reason, event_id, message_value FROM quarantine WHERE source_partition = $1',
        ),
      ).toEqual([
        {
          source_offset: others >> 1,
          reason: 'refused_by_database',
          event_id: `e${partition}.${others >> 1}`,
          message_value: Buffer.from('the message'),
        },
      ]);
      expect(await rows('SELECT next_offset FROM consumer_position WHERE partition = $1')).toEqual([
        { next_offset: others + 1 },
      ]);
    },
  );

  it.each<[string, string, boolean]>([
    // SQLSTATE of what the database says of one row; whether that row alone is set aside
    ['a value that does not fit', '22003', true],
    ['a rule of a row', '23514', true],
    ['a row larger than the database keeps', '54000', true],
    ['too many columns', '54011', true],
    ['a right that is missing', '42501', false],
    ['a table that is not there', '42P01', false],
    ['a fault of the database', 'XX000', false],
  ])(
    'quarantines a row only for a fault of the row, and stops for any other error: %s',
    async (_what, code, set_aside) => {
      const one = await session();
      await database.pool.query(
        `CREATE OR REPLACE FUNCTION raise_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`,
      );
      await database.pool.query(
        `CREATE OR REPLACE TRIGGER raise_it BEFORE INSERT ON inventory_transaction FOR EACH ROW WHEN (NEW.sku = 'raises') EXECUTE FUNCTION raise_it()`,
      );
      const applying = splitBatch(context(), one, [update(0, 'raises'), update(1, `s${partition}`)]);
      if (!set_aside) await expect(applying).rejects.toMatchObject({ code });
      else await applying;
      expect(
        await rows('SELECT count(*)::int AS rows FROM inventory_transaction WHERE source_partition = $1'),
      ).toEqual([{ rows: set_aside ? 1 : 0 }]);
      expect(await rows('SELECT reason FROM quarantine WHERE source_partition = $1')).toEqual(
        set_aside ? [{ reason: 'refused_by_database' }] : [],
      );
    },
  );

  it('stops if the dead letter cannot be stored either, because continuing would lose it', async () => {
    const poison: PoisonDelivery = {
      kind: 'poison',
      ...at(0),
      reason: 'unsigned',
      detail: '',
      seller_id: null,
      event_id: null,
      sku: null,
      key: null,
      value: null,
      headers: {},
    };
    const one = await session();
    await expect(
      splitBatch(context(), one, [{ ...poison, source_partition: partition }]),
    ).rejects.toMatchObject({ code: '23514' });
    expect(await rows('SELECT next_offset FROM consumer_position WHERE partition = $1')).toEqual([
      { next_offset: null },
    ]);
  });

  it('reads the heads again if the cached ones are out of date', async () => {
    const [mine, theirs] = [await session(), await session()];
    const sku = `shared${partition}`;
    await splitBatch(context(), mine, [update(0, sku)]);
    await splitBatch(context(), theirs, [update(1, sku, `their${partition}`)]);
    const [again] = await splitBatch(context(), mine, [update(2, sku, `again${partition}`)]);
    expect(again?.effects.appended.map(({ version }) => version)).toEqual([3]);
  });

  it('finds a conflict if another partition refused the same id first', async () => {
    const [one, other] = [await session(), await database.pool.connect()];
    try {
      await other.query('BEGIN');
      await other.query(
        `
        INSERT INTO inventory_rejection (rejected_at, seller_id, event_id, sku, operation, quantity, reason, facts, event_time, request_hash, source_topic, source_partition, source_offset)
        VALUES (now(), 'm', 'raced', 'their sku', 'D', 1, 'insufficient_stock', '{}', now(), '\\x00', $1, 0, 0)`,
        [TOPIC],
      );
      const applied = splitBatch(context(), one, [update(0, 'no stock', 'raced', 'D')]);
      await eventually(async () => expect(await rows(WAITING)).toHaveLength(1));
      await other.query('COMMIT');
      expect((await applied).map(({ effects }) => effects.accounting)).toMatchObject([
        { received: 1, conflict: 1, quarantined: 0 },
      ]);
    } finally {
      other.release();
    }
  });

  it('reads no other rows, also if no table was ever analyzed', async () => {
    const one = await session();
    // One connection: its plans are made while the tables are as good as empty, and kept.
    const pool = createPool({ url: database.url, application_name: 'one', max: 1, by_key: true });
    try {
      for (let start = 0; start < 3_000; start += 500) {
        await splitBatch(
          context(pool),
          one,
          Array.from({ length: 500 }, (_none, index) => update(start + index, `many${start + index}`)),
        );
      }
      const before = await fetched(pool);
      for (let offset = 3_000; offset < 3_020; offset += 1) {
        one.forget();
        await splitBatch(context(pool), one, [update(offset, `many${offset - 3_000}`)]);
      }
      // Twenty events of known offers: a look for duplicates, a head and a bucket each, some of them twice.
      expect((await fetched(pool)) - before).toBeLessThan(400);
    } finally {
      await pool.end();
    }
  });

  /** Rows that the statements of this connection have fetched so far from the write side's tables, by any way. */
  async function fetched(pool: Pool): Promise<number> {
    await pool.query('SELECT pg_stat_force_next_flush()');
    const {
      rows: [seen],
    } = await pool.query<{ rows: number }>(
      'SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) AS rows FROM pg_stat_user_tables WHERE relname = ANY ($1)',
      [TABLES],
    );
    return seen?.rows ?? 0;
  }
});
