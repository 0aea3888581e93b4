import { expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import { reservationDecider, type ReservationEvent } from '@stockproof/reservation-saga';
import { describeReservation, describeWithHistory } from './describe-reservation.js';

const NONCE = '0123456789abcdef';
const NOTHING = { awaits: null, awaits_since: null };
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

it('the description has times in UTC, lines, and rejected lines separately', () => {
  expect(describeReservation(state)).toEqual({
    reservation_id: 'r',
    order_id: 'o',
    client: null,
    status: 'requested',
    requested_at: '1970-01-01T00:00:01.000Z',
    expires_at: '1970-01-01T00:01:01.000Z',
    lines: [
      { ...LINE, sku: 'a', line: 1, status: 'held', reason: null, available: null, ...NOTHING },
      {
        ...LINE,
        sku: 'b',
        line: 2,
        status: 'rejected',
        reason: 'insufficient_stock',
        available: 0,
        ...NOTHING,
      },
    ],
    rejected_lines: [
      { line: 2, seller_id: 'm', sku: 'b', quantity: 2, reason: 'insufficient_stock', available: 0 },
    ],
  });
  expect(describeReservation(fold(reservationDecider, events.slice(0, 2)))).not.toHaveProperty(
    'rejected_lines',
  );
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
