import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { BUILT_IN, type ProjectionFunctions } from '@stockproof/availability';
import type { AvailabilityGenerationRowV1, AvailabilityGenerationV1 } from '@stockproof/events';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { aChange } from '@stockproof/testing/kit';
import type { CdcMessage } from '../fold/decode-cdc-message.js';
import { foldBatch } from '../fold/fold-batch.js';
import { readView } from '../view/sql/view-rows.js';
import { migrations } from '../migrations/index.js';
import { foldNext, writeNext } from './fold-next.js';
import { applyGeneration } from './apply-generation.js';

const PARTITIONS = 2;
const GROUP = { consumer_group: 'g', topic: 'captured' };
const EVENT_TIME = '2026-06-19T18:00:00.000Z';
const FUNCTION = { name: 'built-in', version: 1, digest: null };
const functions: ProjectionFunctions = ({ name }) =>
  name === 'built-in' ? Promise.resolve(BUILT_IN) : Promise.reject(new Error('not here'));

describe('a generation next to the live view', () => {
  let database: TestDatabase;
  let steps = 0;
  beforeEach(async () => {
    database = await testDatabase(migrations);
    for (let partition = 0; partition < PARTITIONS; partition += 1) {
      await database.pool.query(
        `INSERT INTO consumer_position VALUES ('g', 'captured', $1, 40, 1, 'me', now())`,
        [partition],
      );
    }
  });
  afterEach(() => database.drop());

  const step = (
    action: AvailabilityGenerationV1['action'],
    recovery_id = 'rec',
    name = 'built-in',
  ): AvailabilityGenerationV1 => {
    steps += 1;
    return {
      schema_version: 1,
      type: 'generation',
      action,
      recovery_id,
      repair_id: `step.${steps}`,
      function: { ...FUNCTION, name },
      partitions: PARTITIONS,
    };
  };
  const row = (
    sku: string,
    version: number,
    sellable: number,
    other: Partial<NonNullable<AvailabilityGenerationRowV1['state']>> = {},
  ): AvailabilityGenerationRowV1 => ({
    schema_version: 1,
    type: 'generation_row',
    recovery_id: 'rec',
    sku,
    seller_id: 'ann',
    state: {
      version,
      stock_on_hand: sellable,
      sellable,
      reserved: 0,
      damaged: 0,
      return_to_vendor: 0,
      locations: [{ location_id: 'a', sellable }],
      event_time: EVENT_TIME,
      newest_event_time: EVENT_TIME,
      accepted_at: EVENT_TIME,
      ...other,
    },
  });
  const applyAll = (messages: Parameters<typeof applyGeneration>[1], partition = 0) =>
    inTransaction(database.pool, (db) =>
      applyGeneration({ db, functions, key: { ...GROUP, partition } }, messages),
    );
  const outcomes = async () =>
    (
      await database.pool.query<{ outcome: string }>(
        'SELECT outcome FROM repair_outcome ORDER BY length(repair_id), repair_id',
      )
    ).rows.map(({ outcome }) => outcome);
  const view = async (schema = 'public') =>
    (
      await database.pool.query<{ row: string }>(
        `SELECT sku || ' ' || version || ' ' || sellable || ' ' || revision AS row FROM ${schema}.offer_availability ORDER BY sku`,
      )
    ).rows.map((one) => one.row);
  const generation = async () =>
    (
      await database.pool.query<{ generation: number }>(
        `SELECT generation FROM projection_function WHERE role = 'live'`,
      )
    ).rows[0]?.generation;

  /** Rows of a generation that is built, in every table of it. */
  const leftOver = async () => {
    const tables = ['offer_availability', 'offer_location_availability', 'logged_change', 'ready_partition'];
    const counts = tables
      .map((table) => `SELECT count(*) AS rows FROM next_generation.${table}`)
      .join(' UNION ALL ');
    return Number(
      (
        await database.pool.query<{ rows: number }>(
          `SELECT sum(rows)::int AS rows FROM (${counts}) AS counts`,
        )
      ).rows[0]?.rows,
    );
  };

  /** The live stream takes a version of an offer, and the generation next to it with it. */
  const live = (sku: string, version: number, quantity: number) =>
    inTransaction(database.pool, (db) => fold(db, sku, version, quantity));
  const fold = async (db: Queryable, sku: string, version: number, quantity: number): Promise<void> => {
    const cdcMessage: CdcMessage = {
      kind: 'inserted',
      offset: version,
      change: {
        seller_id: 'ann',
        sku,
        ...aChange(version, { quantity, to_location: 'a' }),
        traceparent: null,
      },
    };
    const known = new Map((await readView(db, ['ann'], [sku])).map((one) => [`ann\u001f${sku}`, one]));
    const effects = foldBatch([cdcMessage], known);
    await writeNext(
      db,
      0,
      effects.changed.map(({ after }) => after),
    );
    await foldNext(db, 0, BUILT_IN, [cdcMessage], effects);
  };

  it('is swapped in when every partition is ready, not before', async () => {
    await live('a', 1, 5);
    await applyAll([step('open'), row('a', 1, 3), step('promote')]);
    expect([await outcomes(), await view(), await generation()]).toEqual([
      ['applied', 'applied'],
      ['a 1 5 0'],
      1,
    ]);
    await applyAll([step('promote')], 1);
    expect([await view(), await view('next_generation'), await generation()]).toEqual([['a 1 3 1'], [], 2]);
    expect(
      (await database.pool.query('SELECT location_id, sellable FROM offer_location_availability')).rows,
    ).toEqual([{ location_id: 'a', sellable: 3 }]);
  });

  it.each<[string, Partial<AvailabilityGenerationRowV1['state']>, number]>([
    // in what the new one differs of an offer, and how often the row of the view is revised
    ['nothing', {}, 0],
    ['its version', { version: 2 }, 1],
    ['all its units', { stock_on_hand: 9 }, 1],
    ['what can be sold', { sellable: 4 }, 1],
    ['what is reserved', { reserved: 1 }, 1],
    ['what is damaged', { damaged: 1 }, 1],
    ['what goes back', { return_to_vendor: 1 }, 1],
    ['its only place', { locations: [{ location_id: 'b', sellable: 5 }] }, 1],
    [
      'a place more',
      {
        locations: [
          { location_id: 'a', sellable: 3 },
          { location_id: 'b', sellable: 2 },
        ],
      },
      1,
    ],
    ['having none', { locations: [] }, 1],
  ])('differs from the live view in %s', async (_what, other, revision) => {
    await live('a', 1, 5);
    await live('same', 1, 5);
    const wanted = row('a', 1, 5, other);
    await applyAll([step('open'), wanted, row('same', 1, 5), step('promote')]);
    await applyAll([step('promote')], 1);
    const {
      event_time,
      newest_event_time: _newest,
      accepted_at: _accepted,
      locations,
      ...numbers
    } = wanted.state;
    const { rows } = await database.pool.query(
      `SELECT *, event_time = $1 AS its_time FROM offer_availability ORDER BY sku`,
      [event_time],
    );
    expect(rows).toMatchObject([
      { ...numbers, revision, its_time: revision === 1, changed_offset: revision === 1 ? 40 : 1 },
      { sku: 'same', revision: 0 },
    ]);
    const places = await database.pool.query(
      'SELECT location_id, sellable FROM offer_location_availability WHERE sku = $1 ORDER BY location_id',
      ['a'],
    );
    expect(places.rows).toEqual(locations);
    expect(await leftOver()).toEqual(0);
  });

  it('continues from the revision of the live row', async () => {
    await live('a', 1, 5);
    for (const [recovery_id, sellable] of [
      ['rec', 3],
      ['rec-2', 4],
    ] as const) {
      await applyAll([
        step('open', recovery_id),
        { ...row('a', 1, sellable), recovery_id },
        step('promote', recovery_id),
      ]);
      await applyAll([step('promote', recovery_id)], 1);
    }
    expect(await view()).toEqual(['a 1 4 2']);
  });

  it('returns its first result again and does nothing', async () => {
    await live('a', 1, 5);
    const open = step('open');
    await applyAll([open, row('a', 1, 3)]);
    await applyAll([open]);
    expect([await outcomes(), await view('next_generation')]).toEqual([['applied'], ['a 1 3 0']]);
    await applyAll([step('promote')]);
    await applyAll([step('promote')], 1);
    await applyAll([step('promote'), step('announce')], 1);
    expect([await outcomes(), await view(), await generation()]).toEqual([
      Array(5).fill('applied'),
      ['a 1 3 1'],
      2,
    ]);
  });

  it('is not swapped in while it lacks an offer of the live view, or is behind in one', async () => {
    await live('a', 1, 5);
    await live('b', 1, 5);
    await applyAll([step('open'), row('a', 1, 3), step('promote')]);
    await applyAll([step('promote')], 1);
    expect([await outcomes(), await generation()]).toEqual([['applied', 'applied', 'stale'], 1]);
    await applyAll([row('b', 1, 4), step('promote')], 1);
    expect([await view(), await generation()]).toEqual([['a 1 3 1', 'b 1 4 1'], 2]);
  });

  it.each<[string, () => Promise<void>]>([
    [
      'is behind the view',
      async () => {
        await live('a', 1, 5);
        await live('a', 2, 1);
        await applyAll([step('open'), row('a', 1, 3)]);
      },
    ],
    [
      'has a gap',
      async () => {
        await live('a', 1, 5);
        await applyAll([step('open'), row('a', 1, 3)]);
        await live('a', 3, 1);
      },
    ],
    [
      'has a gap where the view has none',
      async () => {
        await live('a', 1, 5);
        await live('a', 2, 5);
        await applyAll([step('open')]);
        await live('a', 3, 1);
        await applyAll([row('a', 1, 3)]);
      },
    ],
    [
      'is next to a view with a gap',
      async () => {
        await live('a', 2, 5);
        await applyAll([step('open'), row('a', 2, 3)]);
      },
    ],
  ])('is not swapped in if an offer %s', async (_what, begin) => {
    await begin();
    await applyAll([step('promote')]);
    await applyAll([step('promote')], 1);
    expect([(await outcomes()).at(-1), await generation()]).toEqual(['stale', 1]);
  });

  it.each<[string, AvailabilityGenerationV1['action'][], (db: Queryable) => Promise<unknown>, string[]]>([
    [
      'the last but one that gets ready',
      [],
      (db) => applyGeneration({ db, functions, key: { ...GROUP, partition: 0 } }, [step('promote')]),
      ['a 1 3 1'],
    ],
    [
      'a batch of another partition',
      ['promote'],
      async (db) => {
        await db.query('UPDATE consumer_position SET next_offset = 41 WHERE partition = 0');
        await fold(db, 'b', 1, 7);
      },
      ['a 1 3 1', 'b 1 7 0'],
    ],
  ])('is not swapped in next to %s: one waits for the other', async (_what, ready, act, rows) => {
    await live('a', 1, 5);
    await applyAll([step('open'), row('a', 1, 3), ...ready.map((action) => step(action))]);
    const other = await database.pool.connect();
    try {
      await other.query('BEGIN');
      await act(other);
      const last = applyAll([step('promote')], 1);
      await eventually(async () => {
        const { rowCount } = await database.pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        expect(rowCount).toBe(1);
      });
      await other.query('COMMIT');
      await last;
    } finally {
      other.release();
    }
    expect([await view(), await generation()]).toEqual([rows, 2]);
  });

  it('leaves nothing behind when it is dropped', async () => {
    await live('a', 1, 5);
    await applyAll([step('open')]);
    await live('a', 2, 1);
    await applyAll([row('a', 1, 3), step('promote')]);
    expect(await leftOver()).toBeGreaterThan(3);
    await applyAll([step('drop')]);
    expect(await leftOver()).toBe(0);
  });

  it('follows the live stream: changes before its row are kept for it, changes after it are folded', async () => {
    await live('a', 1, 5);
    await applyAll([step('open')]);
    await live('a', 2, 1);
    await live('a', 3, 1);
    await live('new', 1, 7);
    expect(await view('next_generation')).toEqual(['new 1 7 0']);
    await applyAll([row('a', 1, 3), row('new', 0, 9)]);
    await live('a', 4, 1);
    expect(await view('next_generation')).toEqual(['a 4 6 0', 'new 1 7 0']);
  });

  it.each<[string, () => AvailabilityGenerationV1[], string[]]>([
    ['nobody opened', () => [step('promote')], ['stale']],
    [
      'another recovery opened',
      () => [step('open'), step('promote', 'other'), step('drop', 'other')],
      ['applied', 'stale', 'stale'],
    ],
    ['was given up', () => [step('open'), step('drop'), step('promote')], ['applied', 'applied', 'stale']],
    [
      'is not swapped in, and would be announced',
      () => [step('open'), step('announce')],
      ['applied', 'stale'],
    ],
    [
      'would be made with a function that is not here',
      () => [step('open', 'rec', 'elsewhere'), step('promote')],
      ['stale', 'stale'],
    ],
    [
      'another took the place of',
      () => [step('open', 'other'), step('open'), step('promote', 'other')],
      ['applied', 'applied', 'stale'],
    ],
  ])('is not changed by one that %s', async (_name, messages, expected) => {
    await live('a', 1, 5);
    await applyAll(messages());
    expect([await outcomes(), await view(), await generation()]).toEqual([expected, ['a 1 5 0'], 1]);
  });

  it('accepts no row of another recovery', async () => {
    await applyAll([step('open', 'other'), row('a', 1, 3)]);
    expect(await view('next_generation')).toEqual([]);
  });
});
