import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendEvents } from '@stockproof/event-store';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations as ledgerMigrations } from '../../apps/command-handler/src/migrations/index.js';
import {
  findStreamGaps,
  readEvents,
  readSagaLines,
  readNextTransaction,
  readOldestTransaction,
} from '../../apps/recovery/src/flows/reservations/sql/events.js';
import {
  findStreams,
  measureReservations,
  readOutcomePositions,
  readRows,
} from '../../apps/recovery/src/flows/reservations/sql/reservations.js';
import { readCommandRows, readReserved } from '../../apps/recovery/src/flows/ledger/sql/ledger.js';
import { migrations } from '../../apps/reservation/src/migrations/index.js';

const ONE = 'reservation-r1';
const OTHER = 'reservation-r2';
type Happened = { readonly type: string } & Readonly<Record<string, unknown>>;

const line = (sku: string, quantity: number, seller_id = 'ann') => ({
  seller_id,
  sku,
  quantity,
  location_id: 'a',
});

describe('what recovery reads of reservations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    const append = (stream: string, expected: number, ...events: Happened[]) =>
      appendEvents(database.pool, { stream, expected, events, correlation_id: 'c', causation_id: 'd' });
    await append(ONE, 0, {
      type: 'reservation_requested',
      reservation_id: 'r1',
      nonce: 'n1',
      lines: [line('s', 2), line('t', 3)],
    });
    await append(
      ONE,
      1,
      ...[
        { type: 'line_held', line: 1, version: 11 },
        { type: 'line_held', line: 2, version: 12 },
        { type: 'line_released', line: 1, version: 13 },
        { type: 'line_fulfilled', line: 2, version: 14 },
        { type: 'step_retried', line: 2, version: 99 },
      ],
    );
    await append(
      OTHER,
      0,
      { type: 'reservation_requested', reservation_id: 'r2', nonce: 'n2', lines: [line('u', 4, 'ben')] },
      { type: 'line_rejected', line: 1 },
    );
    for (const [id, version, sku, seller_id] of [
      ['r1', 6, 's', 'ann'],
      ['r1', 6, 't', 'ann'],
      ['r2', 2, 'u', 'ben'],
    ] as const) {
      await database.pool.query(
        `INSERT INTO reservation VALUES ($1, 'o', 'held', $2, to_timestamp(1.5), to_timestamp(2.5), 3, to_timestamp(3.5), true) ON CONFLICT DO NOTHING`,
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
    ['all', 'true', [ONE, OTHER, 'reservation-r3']],
    ['of a seller', `seller_id = 'ben'`, [OTHER]],
    ['of a SKU that only the row names', `sku = 'v'`, ['reservation-r3']],
    ['of none', `sku = 'x'`, []],
  ])('their streams: %s', async (_what, condition, streams) =>
    expect((await findStreams(database.pool, condition)).sort()).toEqual(streams),
  );

  it('how much a scope holds', async () => {
    expect(await measureReservations(database.pool, `seller_id = 'ann' AND sku <> 'v'`)).toEqual({
      offers: 2,
      sellers: 1,
      events: 6,
    });
    expect(await measureReservations(database.pool, 'true')).toEqual({ offers: 4, sellers: 2, events: 8 });
    expect(await measureReservations(database.pool, 'false')).toEqual({ offers: 0, sellers: 0, events: 0 });
  });

  it('each line that was asked for, and what its own history says became of it', async () => {
    const reported = (await readSagaLines(database.pool, 'all')).map(
      ({
        stream,
        reservation_id,
        nonce,
        line: number,
        seller_id,
        sku,
        location_id,
        quantity,
        held_at,
        released_at,
        fulfilled_at,
        rejected,
      }) => [
        stream,
        reservation_id,
        nonce,
        number,
        seller_id,
        sku,
        location_id,
        quantity,
        held_at,
        released_at,
        fulfilled_at,
        rejected,
      ],
    );
    expect(reported.sort((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual([
      [ONE, 'r1', 'n1', 1, 'ann', 's', 'a', 2, [11], [13], [], 0],
      [ONE, 'r1', 'n1', 2, 'ann', 't', 'a', 3, [12], [], [14], 0],
      [OTHER, 'r2', 'n2', 1, 'ben', 'u', 'a', 4, [], [], [], 1],
    ]);
    expect((await readSagaLines(database.pool, new Set([OTHER]))).length).toBe(1);
  });

  it('their rows with their lines, and lines that are nobody’s', async () => {
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
        status: 'held',
        version: 6,
        requested_at_ms: 1_500,
        expires_at_ms: 2_500,
        attempts: 3,
        next_step_at_ms: 3_500,
        stuck: true,
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
        status: null,
        version: null,
        requested_at_ms: null,
        expires_at_ms: null,
        attempts: null,
        next_step_at_ms: null,
        stuck: null,
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

  it('their events in the store’s order, each with all that it says', async () => {
    const read = [];
    for await (const page of readEvents(database.pool, 'all')) read.push(...page);
    expect(read.map(({ stream, version, closed }) => [stream, version, closed])).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((version) => [ONE, version, true]),
      [OTHER, 1, true],
      [OTHER, 2, true],
    ]);
    expect(read[1]?.content.split('\u001f').slice(0, 8)).toEqual([
      ONE,
      '2',
      'line_held',
      '1',
      '{"line": 1, "version": 11}',
      '',
      'c',
      'd',
    ]);
    expect(Number(read[1]?.content.split('\u001f')[8])).toBeGreaterThan(Date.now() * 1_000 - 600e6);
    const others = [];
    for await (const page of readEvents(database.pool, new Set([OTHER]))) others.push(...page);
    expect(others.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('an event is not closed while an older transaction is open; transactions are bounds of what can come', async () => {
    await inTransaction(database.pool, async (open) => {
      await open.query('SELECT pg_current_xact_id()');
      const { version } = await appendEvents(database.pool, {
        stream: 'reservation-late',
        expected: 'none',
        events: [{ type: 'x' }],
        correlation_id: 'c',
      });
      const read = [];
      for await (const page of readEvents(database.pool, new Set(['reservation-late']))) read.push(...page);
      expect([version, read.map(({ closed }) => closed)]).toEqual([1, [false]]);
      expect(await readOldestTransaction(database.pool)).toBeLessThan(
        await readNextTransaction(database.pool),
      );
    });
  });

  it('streams of which a version is missing', async () => {
    expect(await findStreamGaps(database.pool, new Set([ONE, OTHER]))).toEqual([]);
    for (const [stream, versions] of [
      ['no-first', [2, 3]],
      ['hole', [1, 3]],
    ] as const) {
      for (const version of versions)
        await database.pool.query(
          `INSERT INTO event (stream, version, type, data, transaction_id) VALUES ($1, $2, 'x', '{}', '1'::xid8)`,
          [stream, version],
        );
    }
    expect(
      (await findStreamGaps(database.pool, 'all')).sort((a, b) => (a.stream < b.stream ? -1 : 1)),
    ).toEqual([
      { stream: 'hole', events: 2, newest: 3 },
      { stream: 'no-first', events: 2, newest: 3 },
    ]);
    expect(await findStreamGaps(database.pool, new Set([ONE]))).toEqual([]);
  });

  it('how far they have received what the ledger decided', async () => {
    expect(await readOutcomePositions(database.pool, 'g', 't')).toEqual([
      { partition: 0, topic_id: null, next_offset: 40 },
      { partition: 1, topic_id: null, next_offset: 0 },
    ]);
  });
});

describe('what recovery reads of reserved stock', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await testDatabase(ledgerMigrations);
    for (const [version, operation, from, from_location, to, to_location, topic] of [
      [1, 'I', null, null, 'sellable', 'a', 'updates'],
      [2, 'R', 'sellable', 'a', 'reserved', 'a', 'commands'],
      [3, 'U', 'reserved', 'b', 'sellable', 'b', 'commands'],
      [4, 'F', 'reserved', 'c', null, null, 'commands'],
      [5, 'M', 'sellable', 'a', 'reserved', 'd', 'updates'],
    ] as const) {
      await ledger.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, from_bucket, from_location, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ('ann', 'e' || $1::int, 's', $1::int, $2, 'accepted', 5, 5, CASE WHEN $3::text IS NULL THEN 5 ELSE 0 END - CASE WHEN $5::text IS NULL THEN 5 ELSE 0 END, $3, $4, $5, $6,
           now(), now(), 2, decode(repeat('ab', 32), 'hex'), $7, 0, 0, decode(repeat('ab', 32), 'hex'), decode(repeat('ab', 32), 'hex'))`,
        [version, operation, from, from_location, to, to_location, topic],
      );
    }
    await ledger.pool.query(
      `INSERT INTO inventory_bucket VALUES ('ann', 's', 'reserved', 'a', 2, NULL, now()), ('ann', 's', 'sellable', 'a', 9, NULL, now()), ('ann', 't', 'reserved', 'b', 3, NULL, now())`,
    );
  });
  afterAll(() => ledger.drop());

  it('every movement into or out of it, and whether the reservation service asked for it', async () => {
    const found = await readCommandRows(ledger.pool, 'commands', 'true');
    expect(
      found
        .map(({ version, event_id, operation, quantity, location_id, commanded }) => [
          version,
          event_id,
          operation,
          quantity,
          location_id,
          commanded,
        ])
        .sort(),
    ).toEqual([
      [2, 'e2', 'R', 5, 'a', true],
      [3, 'e3', 'U', 5, 'b', true],
      [4, 'e4', 'F', 5, 'c', true],
      [5, 'e5', 'M', 5, 'a', false],
    ]);
    expect(await readCommandRows(ledger.pool, 'commands', `seller_id = 'ben'`)).toEqual([]);
  });

  it('what is in it, by location', async () => {
    expect(await readReserved(ledger.pool, `sku = 's'`)).toEqual([
      { seller_id: 'ann', sku: 's', location_id: 'a', quantity: 2 },
    ]);
  });
});
