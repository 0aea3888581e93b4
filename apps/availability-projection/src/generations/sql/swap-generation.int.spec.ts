import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { countBehind, holdPartitions, readWholeTables, swapLocations, swapRows } from './swap-generation.js';

const GROUP = { consumer_group: 'g', topic: 't' };

describe('the statements that swap a generation with the live view', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [group, topic, partition, next_offset] of [
      ['g', 't', 1, 40],
      ['g', 't', 2, null],
      ['h', 't', 1, 90],
      ['g', 'u', 1, 91],
    ] as const)
      await database.pool.query(`INSERT INTO consumer_position VALUES ($1, $2, $3, $4, 1, 'me', now())`, [
        group,
        topic,
        partition,
        next_offset,
      ]);
  });
  afterAll(() => database.drop());
  beforeEach(() =>
    database.pool.query(
      'TRUNCATE offer_availability, offer_location_availability, next_generation.offer_availability, next_generation.offer_location_availability',
    ),
  );

  interface Row {
    readonly version?: number;
    readonly sellable?: number;
    readonly revision?: number;
    readonly partition?: number;
    readonly status?: string;
    readonly places?: Readonly<Record<string, number>>;
  }

  async function put(schema: 'public' | 'next_generation', sku: string, row: Row = {}): Promise<void> {
    const { version = 1, sellable = 5, revision = 0, partition = 1, status = 'current', places = {} } = row;
    await database.pool.query(
      `INSERT INTO ${schema}.offer_availability (partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
         event_time, newest_event_time, accepted_at, status, changed_offset, traceparent)
       VALUES ($1, 'ann', $2, $3, $4, $5, $5, 0, 0, 0, 'epoch', 'epoch', 'epoch', $6, 7, 'trace')`,
      [partition, sku, version, revision, sellable, status],
    );
    for (const [location_id, at] of Object.entries(places))
      await database.pool.query(
        `INSERT INTO ${schema}.offer_location_availability (seller_id, sku, location_id, sellable) VALUES ('ann', $1, $2, $3)`,
        [sku, location_id, at],
      );
  }
  const view = async () =>
    (
      await database.pool.query<{ row: string }>(
        `SELECT concat_ws(' ', sku, version, sellable, revision, changed_offset, recovery_id, traceparent) AS row FROM offer_availability ORDER BY sku`,
      )
    ).rows.map(({ row }) => row);
  const places = async () =>
    (
      await database.pool.query<{ place: string }>(
        `SELECT sku || ' ' || location_id || ' ' || sellable AS place FROM offer_location_availability ORDER BY 1`,
      )
    ).rows.map(({ place }) => place);

  it('lock the positions of this group and topic only, until the transaction ends', async () => {
    await inTransaction(database.pool, async (db) => {
      await holdPartitions(db, GROUP);
      const free = (group: string, topic: string) =>
        database.pool.query(
          'SELECT partition FROM consumer_position WHERE consumer_group = $1 AND topic = $2 FOR UPDATE SKIP LOCKED',
          [group, topic],
        );
      expect([
        (await free('g', 't')).rowCount,
        (await free('h', 't')).rowCount,
        (await free('g', 'u')).rowCount,
      ]).toEqual([0, 1, 1]);
    });
  });

  it('let one transaction read whole tables, and none after it', async () => {
    const settings = ['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'];
    const shown = `SELECT ${settings.map((name) => `current_setting('${name}')`).join(` || ' ' || `)} AS shown`;
    const client = await database.pool.connect();
    try {
      const show = async () => (await client.query<{ shown: string }>(shown)).rows[0]?.shown;
      expect(await show()).toBe('off off off');
      await client.query('BEGIN');
      await readWholeTables(client);
      expect(await show()).toBe('on on on');
      await client.query('COMMIT');
      expect(await show()).toBe('off off off');
    } finally {
      client.release();
    }
  });

  it.each<[string, Row, Row | null, number]>([
    ['as far as the live row is not', { version: 3 }, { version: 3 }, 0],
    ['ahead of the live row is not', { version: 3 }, { version: 4 }, 0],
    ['behind the live row is', { version: 3 }, { version: 2 }, 1],
    ['missing is', {}, null, 1],
    ['suspect is', {}, { status: 'suspect' }, 1],
    ['next to a suspect row is', { status: 'suspect' }, {}, 1],
  ])('count an offer as behind that is %s', async (_name, live, next, behind) => {
    await put('public', 's', live);
    if (next !== null) await put('next_generation', 's', next);
    await put('next_generation', 'new');
    expect(await countBehind(database.pool)).toBe(behind);
  });

  it('swap the rows that differ, with the next revision, as of their partition’s next offset', async () => {
    await put('public', 'same', { revision: 4, places: { a: 5 } });
    await put('next_generation', 'same', { places: { a: 5 } });
    await put('public', 'other quantity', { revision: 4 });
    await put('next_generation', 'other quantity', { sellable: 6 });
    await put('public', 'other place', { places: { a: 5 } });
    await put('next_generation', 'other place', { places: { b: 5 } });
    await put('next_generation', 'unread', { partition: 2 });
    expect(await swapRows(database.pool, 'rec', GROUP)).toBe(3);
    expect(await view()).toEqual([
      'other place 1 5 1 40 rec',
      'other quantity 1 6 5 40 rec',
      'same 1 5 4 7 trace',
      'unread 1 5 1 0 rec',
    ]);
  });

  it('swap the locations of the rows that this recovery swapped, and of no other row', async () => {
    await put('public', 'swapped', { places: { gone: 1, moved: 2 } });
    await put('next_generation', 'swapped', { places: { moved: 3, new: 4 } });
    await put('public', 'same', { places: { a: 5 } });
    await put('next_generation', 'same', { places: { a: 5 } });
    await database.pool.query(`UPDATE offer_availability SET recovery_id = 'earlier' WHERE sku = 'same'`);
    await database.pool.query(`DELETE FROM next_generation.offer_location_availability WHERE sku = 'same'`);
    await database.pool.query(`UPDATE offer_availability SET recovery_id = 'rec' WHERE sku = 'swapped'`);
    await swapLocations(database.pool, 'rec');
    expect(await places()).toEqual(['same a 5', 'swapped moved 3', 'swapped new 4']);
  });
});
