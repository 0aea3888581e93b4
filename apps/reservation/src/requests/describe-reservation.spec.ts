import { expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import { reservationDecider, type ReservationEvent } from '@stockproof/reservation-saga';
import { describeReservation, describeWithHistory } from './describe-reservation.js';

const NONCE = '0123456789abcdef';
const NOTHING = { awaits: null, awaits_since: null };
const units = (held: number, fulfilled = 0, released = 0) => ({ held, fulfilled, released });
const LINE = { seller_id: 'm', quantity: 2, location_id: 'wh-1' };
const events: ReservationEvent[] = [
  {
    type: 'reservation_requested',
    reservation_id: 'r',
    order_id: 'o',
    requested_at_ms: 1_000,
    expires_at_ms: 61_000,
    request_hash: 'h',
    nonce: NONCE,
    lines: [
      { ...LINE, sku: 'a' },
      { ...LINE, sku: 'b' },
    ],
  },
  { type: 'line_held', line: 1, version: 4 },
  { type: 'line_rejected', line: 2, reason: 'insufficient_stock', available: 0 },
];
const state = fold(reservationDecider, events);
const at = (location_id: string, quantity: number, status: string, held: number) => ({
  ...{ location_id, quantity, status, held, fulfilled: 0, released: 0 },
});

it('the description has times in UTC, lines, and rejected lines separately', () => {
  expect(describeReservation(state)).toEqual({
    reservation_id: 'r',
    order_id: 'o',
    client: null,
    status: 'requested',
    requested_at: '1970-01-01T00:00:01.000Z',
    expires_at: '1970-01-01T00:01:01.000Z',
    lines: [
      {
        ...{ ...LINE, sku: 'a', line: 1, status: 'held', ...units(2), reason: null, available: null },
        ...{ ...NOTHING, locations: [at('wh-1', 2, 'held', 2)] },
      },
      {
        ...LINE,
        sku: 'b',
        line: 2,
        status: 'rejected',
        ...units(0),
        reason: 'insufficient_stock',
        available: 0,
        ...NOTHING,
        locations: [],
      },
    ],
    parts: [],
    rejected_lines: [
      { line: 2, seller_id: 'm', sku: 'b', quantity: 2, reason: 'insufficient_stock', available: 0 },
    ],
  });
  expect(describeReservation(fold(reservationDecider, events.slice(0, 2)))).not.toHaveProperty(
    'rejected_lines',
  );
});

it('a part has its id, its units, and whether they are decided; its lines say what is left', () => {
  const part: ReservationEvent = {
    ...{ type: 'part_begun', part: 1, part_id: 'box-1', action: 'confirm', by: 'x', at_ms: 2_000 },
    lines: [{ line: 1, quantity: 1 }],
  };
  const both: ReservationEvent[] = [...events.slice(0, 2), { type: 'line_held', line: 2, version: 5 }];
  const shown = (...more: ReservationEvent[]) => {
    const { lines, parts } = describeReservation(fold(reservationDecider, [...both, part, ...more]));
    const [{ held, fulfilled, released } = units(0)] = lines;
    return [{ held, fulfilled, released }, parts[0]];
  };
  const described = {
    ...{ part_id: 'box-1', action: 'confirm', at: '1970-01-01T00:00:02.000Z' },
    lines: [{ line: 1, location_id: 'wh-1', quantity: 1, status: 'requested' }],
  };
  expect(shown()).toEqual([units(2), described]);
  expect(shown({ type: 'line_fulfilled', line: 1, part: 1, version: 6 })).toEqual([
    units(1, 1),
    { ...described, lines: [{ line: 1, location_id: 'wh-1', quantity: 1, status: 'done' }] },
  ]);
});

it('a line says what it waits for, since when', () => {
  const { lines } = describeReservation(fold(reservationDecider, events.slice(0, 2)));
  expect(lines.map(({ awaits, awaits_since }) => [awaits, awaits_since])).toEqual([
    [null, null],
    ['reserve', '1970-01-01T00:00:01.000Z'],
  ]);
});

it('the description has the log of steps, and not the nonce of its command ids', () => {
  const history = events.map((event, index) => ({
    stream: 'reservation-r',
    version: index + 1,
    event,
    message_id: null,
    correlation_id: 'o',
    causation_id: `c${index}`,
    recorded_at: new Date(2_000 + index),
  }));
  const reported = describeWithHistory({ state, history });
  expect(reported.history.map(({ version, type, at, caused_by }) => [version, type, at, caused_by])).toEqual([
    [1, 'reservation_requested', '1970-01-01T00:00:02.000Z', 'c0'],
    [2, 'line_held', '1970-01-01T00:00:02.001Z', 'c1'],
    [3, 'line_rejected', '1970-01-01T00:00:02.002Z', 'c2'],
  ]);
  // The version that the ledger gave the offer is not the step's own.
  expect(reported.history.map((step) => step['offer_version'])).toEqual([undefined, 4, undefined]);
  expect(JSON.stringify(reported)).not.toContain(NONCE);
});

it('a line at several locations is one line, with what it waits for longest and its units by location', () => {
  const allocated: ReservationEvent[] = [
    ...events.slice(0, 2),
    { type: 'line_rejected', line: 2, reason: 'insufficient_stock', available: 2 },
    {
      ...{ type: 'line_allocated', line: 2 },
      lines: ['wh-2', 'wh-3'].map((location_id, index) => ({
        ...{ seller_id: 'm', sku: 'b', quantity: 1, line: 3 + index, location_id },
      })),
    },
    { type: 'line_held', line: 4, version: 6 },
  ];
  expect(describeReservation(fold(reservationDecider, allocated)).lines[1]).toEqual({
    ...{ line: 2, seller_id: 'm', sku: 'b', quantity: 2, location_id: null, status: 'requested' },
    ...{ ...units(1), reason: null, available: null, awaits: 'reserve' },
    awaits_since: '1970-01-01T00:00:01.000Z',
    locations: [at('wh-2', 1, 'requested', 0), at('wh-3', 1, 'held', 1)],
  });
});
