import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendEvents } from '@stockproof/event-store';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { findStreams, measureReservations, readOutcomePositions, readRows } from './reservations.js';

const ONE = 'reservation-r1';
const OTHER = 'reservation-r2';
/** Has an event and no row. */
const UNREAD = 'reservation-r4';

describe('the statements that read the view of reservations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await serviceDatabase('reservation');
    const append = (stream: string, ...events: { type: string; lines: unknown }[]) =>
      appendEvents(database.pool, { stream, expected: 0, events, correlation_id: 'c' });
    await append(ONE, { type: 'reservation_requested', lines: [{ seller_id: 'ann', sku: 's' }] });
    await append(
      UNREAD,
      { type: 'reservation_requested', lines: [{ seller_id: 'cat', sku: 'h' }] },
      { type: 'another', lines: [{ seller_id: 'cat', sku: 'i' }] },
    );
    await append('reservation-odd', { type: 'reservation_requested', lines: 'none' });
    for (const [id, version, sku, seller_id] of [
      ['r1', 6, 's', 'ann'],
      ['r1', 6, 't', 'ann'],
      ['r2', 2, 'u', 'ben'],
    ] as const) {
      await database.pool.query(
        `INSERT INTO reservation VALUES ($1, 'o', 'held', $2, to_timestamp(1.5), to_timestamp(2.5), 3, to_timestamp(3.5), true, 'web', 10) ON CONFLICT DO NOTHING`,
        [id, version],
      );
      await database.pool.query(
        `INSERT INTO reservation_line SELECT $1::varchar, count(*) + 1, $2, $3, 'a', 5, 'rejected', 'why', 4 FROM reservation_line WHERE reservation_id = $1`,
        [id, seller_id, sku],
      );
    }
    await database.pool.query(
      'ALTER TABLE reservation_line DROP CONSTRAINT reservation_line_reservation_id_fkey',
    );
    await database.pool.query(
      `INSERT INTO reservation_line VALUES ('r3', 1, 'ann', 'v', 'a', 5, 'held', NULL, NULL)`,
    );
    await database.pool.query(
      `INSERT INTO consumer_position VALUES ('g', 't', 0, 40, 1, 'me', now()), ('g', 't', 1, NULL, 1, 'me', now()), ('h', 't', 2, 9, 1, 'me', now()), ('g', 'u', 3, 9, 1, 'me', now())`,
    );
  });
  afterAll(() => database.drop());

  it.each<[string, string, string[]]>([
    ['all, but one whose lines are no list', 'true', [ONE, OTHER, 'reservation-r3', UNREAD]],
    ['of a seller', `seller_id = 'ben'`, [OTHER]],
    ['of a SKU that only the row names', `sku = 'v'`, ['reservation-r3']],
    ['of a SKU that only the history names', `sku = 'h'`, [UNREAD]],
    ['of a SKU that nobody asked for', `sku = 'i'`, []],
    ['of none', `sku = 'x'`, []],
  ])('find streams: %s', async (_what, condition, streams) =>
    expect((await findStreams(database.pool, condition)).sort()).toEqual(streams),
  );

  it('measure a scope', async () => {
    expect(await measureReservations(database.pool, `seller_id = 'ann' AND sku <> 'v'`)).toEqual({
      offers: 2,
      sellers: 1,
      events: 6,
    });
    expect(await measureReservations(database.pool, 'true')).toEqual({ offers: 4, sellers: 2, events: 8 });
    expect(await measureReservations(database.pool, 'false')).toEqual({ offers: 0, sellers: 0, events: 0 });
  });

  it('read every column of the view, so that any change is found', async () => {
    const columnsOf = async (table: string) =>
      (
        await database.pool.query<{ column_name: string }>(
          'SELECT column_name FROM information_schema.columns WHERE table_name = $1',
          [table],
        )
      ).rows.map(({ column_name }) => column_name);
    const [row] = await readRows(database.pool, new Set([ONE]));
    const { lines = [], ...rest } = row ?? {};
    const read = (found: object) => Object.keys(found).map((name) => name.replace(/_ms$/, ''));
    expect(read(rest).sort()).toEqual((await columnsOf('reservation')).sort());
    expect(['reservation_id', ...read(lines[0] ?? {})].sort()).toEqual(
      (await columnsOf('reservation_line')).sort(),
    );
  });

  it('read rows with their lines, and lines without a row', async () => {
    const of = {
      location_id: 'a',
      quantity: 5,
      status: 'rejected',
      reason: 'why',
      available: 4,
      seller_id: 'ann',
    };
    expect(await readRows(database.pool, new Set([ONE]))).toEqual([
      {
        reservation_id: 'r1',
        order_id: 'o',
        client: 'web',
        status: 'held',
        version: 6,
        requested_at_ms: 1_500,
        expires_at_ms: 2_500,
        attempts: 3,
        next_step_at_ms: 3_500,
        stuck: true,
        units: 10,
        lines: [
          { ...of, line: 1, sku: 's' },
          { ...of, line: 2, sku: 't' },
        ],
      },
    ]);
    expect(await readRows(database.pool, new Set(['reservation-r3']))).toEqual([
      {
        reservation_id: 'r3',
        order_id: null,
        client: null,
        status: null,
        version: null,
        requested_at_ms: null,
        expires_at_ms: null,
        attempts: null,
        next_step_at_ms: null,
        stuck: null,
        units: null,
        lines: [
          {
            line: 1,
            seller_id: 'ann',
            sku: 'v',
            location_id: 'a',
            quantity: 5,
            status: 'held',
            reason: null,
            available: null,
          },
        ],
      },
    ]);
  });

  it('read how far the ledger’s decisions are consumed', async () => {
    expect(await readOutcomePositions(database.pool, 'g', 't')).toEqual([
      { partition: 0, topic_id: null, next_offset: 40 },
      { partition: 1, topic_id: null, next_offset: 0 },
    ]);
  });
});
