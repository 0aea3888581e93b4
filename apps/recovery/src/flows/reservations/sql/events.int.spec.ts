import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appendEvents } from '@stockproof/event-store';
import { inTransaction } from '@stockproof/postgres';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import {
  findStreamGaps,
  readEvents,
  readNextTransaction,
  readOldestTransaction,
  readSagaLines,
} from './events.js';

const ONE = 'reservation-r1';
const OTHER = 'reservation-r2';
type Happened = { readonly type: string } & Readonly<Record<string, unknown>>;

const line = (sku: string, quantity: number, seller_id = 'ann') => ({
  seller_id,
  sku,
  quantity,
  location_id: 'a',
});

describe('the statements that read the events of reservations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await serviceDatabase('reservation');
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
  });
  afterAll(() => database.drop());

  it('read each requested line, with its state by its own history', async () => {
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

  it('read the parts of a line beside everything that no part had taken', async () => {
    const parted = await serviceDatabase('reservation');
    const begun = (part: number, action: string, quantity: number) => ({
      ...{ type: 'part_begun', part, action, lines: [{ line: 1, quantity }] },
    });
    await appendEvents(parted.pool, {
      ...{ stream: ONE, expected: 0, correlation_id: 'c', causation_id: 'd' },
      events: [
        {
          type: 'reservation_requested',
          reservation_id: 'r1',
          nonce: 'n1',
          lines: [line('s', 9), line('t', 3)],
        },
        { type: 'line_held', line: 1, version: 11 },
        begun(1, 'confirm', 2),
        begun(2, 'cancel', 3),
        begun(3, 'confirm', 1),
        { type: 'line_fulfilled', line: 1, part: 1, version: 12 },
        { type: 'step_refused', line: 1, part: 2, operation: 'U', reason: 'x' },
        { type: 'release_begun', ends_as: 'cancelled' },
        { type: 'step_refused', line: 1, part: 3, operation: 'F', reason: 'x' },
        { type: 'line_released', line: 1, version: 13 },
      ],
    });
    const [first, second] = (await readSagaLines(parted.pool, 'all')).sort((a, b) => a.line - b.line);
    await parted.drop();
    expect(first).toMatchObject({ held_at: [11], released_at: [13], fulfilled_at: [], rest_ended: true });
    expect([...(first?.parts ?? [])].sort((a, b) => a.part - b.part)).toEqual([
      { part: 1, operation: 'F', quantity: 2, decided_at: [12], ended: true, returned: false },
      { part: 2, operation: 'U', quantity: 3, decided_at: [], ended: false, returned: true },
      { part: 3, operation: 'F', quantity: 1, decided_at: [], ended: false, returned: false },
    ]);
    expect(second).toMatchObject({ rest_ended: false, parts: [] });
  });

  it('read the lines that were made by allocation, each with its own state', async () => {
    const allocated = await serviceDatabase('reservation');
    const share = (number: number, location_id: string, quantity: number) => ({
      ...{ ...line('s', quantity), location_id, line: number },
    });
    await appendEvents(allocated.pool, {
      ...{ stream: ONE, expected: 0, correlation_id: 'c', causation_id: 'd' },
      events: [
        { type: 'reservation_requested', reservation_id: 'r1', nonce: 'n1', lines: [line('s', 9)] },
        { type: 'line_rejected', line: 1, reason: 'insufficient_stock', available: 10 },
        { type: 'line_allocated', line: 1, lines: [share(2, 'b', 6), share(3, 'c', 3)] },
        { type: 'line_held', line: 3, version: 11 },
        { type: 'part_begun', part: 1, action: 'confirm', lines: [{ line: 3, quantity: 1 }] },
      ],
    });
    const lines = (await readSagaLines(allocated.pool, new Set([ONE]))).sort((a, b) => a.line - b.line);
    await allocated.drop();
    expect(lines).toMatchObject([
      { line: 1, allocated_from: null, location_id: 'a', quantity: 9, rejected: 1, held_at: [] },
      { line: 2, allocated_from: 1, location_id: 'b', quantity: 6, nonce: 'n1', held_at: [], parts: [] },
      {
        line: 3,
        allocated_from: 1,
        location_id: 'c',
        quantity: 3,
        held_at: [11],
        parts: [{ part: 1, quantity: 1 }],
      },
    ]);
  });

  it('read events in the store’s order, with all fields', async () => {
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

  it('treat an event as open while an older transaction is open', async () => {
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

  it('find streams with a missing version', async () => {
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
});
