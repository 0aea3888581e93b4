import { expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import { awaitedAnswers, reservationDecider, type ReservationEvent } from './index.js';

const LINE = { seller_id: 'm', quantity: 2, location_id: 'default' };
const requested: ReservationEvent = {
  ...{ type: 'reservation_requested', reservation_id: 'r-1', order_id: 'o', request_hash: 'h' },
  ...{ requested_at_ms: 1_000, expires_at_ms: 9_000, nonce: '0123456789abcdef' },
  lines: [
    { ...LINE, sku: 'a' },
    { ...LINE, sku: 'b' },
  ],
};
const held = (line: number): ReservationEvent => ({ type: 'line_held', line, version: 1 });
const allHeld: ReservationEvent[] = [requested, held(1), held(2), { type: 'reservation_held' }];
const confirming: ReservationEvent = { type: 'confirm_begun', by: 'x', at_ms: 5_000 };
const releasing: ReservationEvent = { type: 'release_begun', ends_as: 'cancelled', by: 'x', at_ms: 6_000 };

it.each<[string, ReservationEvent[], string]>([
  ['nothing was asked for', [], ''],
  ['just asked for', [requested], '1 reserve 1000, 2 reserve 1000'],
  ['one line is held', [requested, held(1)], '2 reserve 1000'],
  ['held', allHeld, ''],
  ['confirming', [...allHeld, confirming], '1 fulfil 5000, 2 fulfil 5000'],
  [
    'one line is fulfilled',
    [...allHeld, confirming, { type: 'line_fulfilled', line: 1, version: 2 }],
    '2 fulfil 5000',
  ],
  [
    'cancelled before every line was decided',
    [requested, held(1), releasing],
    '1 release 6000, 2 reserve 1000',
  ],
  [
    'a step that the ledger refused is not sent again',
    [...allHeld, confirming, { type: 'step_refused', line: 2, operation: 'F', reason: 'x' }],
    '1 fulfil 5000',
  ],
  [
    'sent again: since the first time',
    [requested, { type: 'step_retried', attempt: 1, operation: 'R', lines: [1, 2] }],
    '1 reserve 1000, 2 reserve 1000',
  ],
])('awaited: %s', (_what, events, expected) => {
  const awaited = [...awaitedAnswers(fold(reservationDecider, events))];
  expect(awaited.map(([line, { command, since_ms }]) => `${line} ${command} ${since_ms}`).join(', ')).toBe(
    expected,
  );
});
