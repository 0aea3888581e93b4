import { describe, expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import {
  commandId,
  dueCommands,
  reservationDecider,
  type ReservationEvent,
  viewReservation,
} from './index.js';

const LINE = { seller_id: 'm', quantity: 2, location_id: 'default' };
const requested: ReservationEvent = {
  type: 'reservation_requested',
  reservation_id: 'r-1',
  order_id: 'o',
  requested_at_ms: 1_000,
  expires_at_ms: 9_000,
  request_hash: 'h',
  nonce: '0123456789abcdef',
  lines: [
    { ...LINE, sku: 'a' },
    { ...LINE, sku: 'b' },
  ],
};
const held = (line: number): ReservationEvent => ({ type: 'line_held', line, version: 1 });
const allHeld: ReservationEvent[] = [requested, held(1), held(2), { type: 'reservation_held' }];
const retried = (attempt: number): ReservationEvent => ({
  type: 'step_retried',
  attempt,
  operation: 'R',
  lines: [1, 2],
});
const confirming: ReservationEvent = { type: 'confirm_begun', by: 'x', at_ms: 5_000 };
const releasing: ReservationEvent = { type: 'release_begun', ends_as: 'cancelled', by: 'x', at_ms: 6_000 };
const stateOf = (...events: readonly ReservationEvent[]) => fold(reservationDecider, events);

describe('a reservation in the view', () => {
  it.each<[number, number]>([
    // sent again so often; waited for, ms
    [0, 3_000],
    [1, 6_000],
    [2, 12_000],
    [3, 24_000],
    [4, 48_000],
    [5, 60_000],
    [6, 60_000],
    [40, 60_000],
  ])('sent again %d times, is sent again after %d ms', (attempts, wait_ms) => {
    const state = stateOf(requested, ...(attempts === 0 ? [] : [retried(attempts)]));
    expect(viewReservation(state, 7, 100_000)).toMatchObject({
      version: 7,
      attempts,
      next_step_at_ms: 100_000 + wait_ms,
    });
  });

  it.each<[string, ReservationEvent[], boolean, boolean]>([
    // its history; whether something is outstanding, whether somebody has to look
    ['just asked for', [requested], true, false],
    ['held', allHeld, false, false],
    ['being confirmed', [...allHeld, confirming], true, false],
    ['sent again four times', [requested, retried(4)], true, false],
    ['sent again five times', [requested, retried(5)], true, true],
    ['sent again, and then it moved', [requested, retried(5), held(1)], true, false],
    [
      'a release was refused',
      [...allHeld, releasing, { type: 'step_refused', line: 1, operation: 'U', reason: 'x' }],
      true,
      true,
    ],
    [
      'confirmed',
      [
        ...allHeld,
        confirming,
        { type: 'line_fulfilled', line: 1, version: 2 },
        { type: 'line_fulfilled', line: 2, version: 2 },
        { type: 'reservation_ended', as: 'confirmed' },
      ],
      false,
      false,
    ],
    [
      'given up because an id was taken',
      [
        ...allHeld,
        confirming,
        { type: 'step_conflicted', line: 1, operation: 'F', reason: 'command_conflict' },
        { type: 'line_fulfilled', line: 2, version: 2 },
        { type: 'reservation_ended', as: 'failed' },
      ],
      false,
      false,
    ],
    [
      'refused once, and over',
      [
        ...allHeld,
        releasing,
        { type: 'step_refused', line: 1, operation: 'U', reason: 'x' },
        { type: 'reservation_ended', as: 'cancelled' },
      ],
      false,
      false,
    ],
  ])('%s', (_name, events, outstanding, stuck) => {
    const view = viewReservation(stateOf(...events), 1, 0);
    expect([
      view.next_step_at_ms !== null && events.at(-1)?.type !== 'reservation_ended',
      view.stuck,
    ]).toEqual([outstanding, stuck]);
  });

  it('follows from its events, line by line, without refused ones', () => {
    const view = viewReservation(
      stateOf(requested, { type: 'line_rejected', line: 2, reason: 'insufficient_stock', available: 1 }),
      2,
      0,
    );
    expect(view).toMatchObject({
      reservation_id: 'r-1',
      order_id: 'o',
      status: 'requested',
      requested_at_ms: 1_000,
      expires_at_ms: 9_000,
    });
    expect(view.lines).toEqual([
      { ...LINE, sku: 'a', line: 1, status: 'requested', reason: null, available: null },
      { ...LINE, sku: 'b', line: 2, status: 'rejected', reason: 'insufficient_stock', available: 1 },
    ]);
  });
});

describe('the time of a command', () => {
  it.each<[string, ReservationEvent[], string[]]>([
    ['a reserve is of the request', [requested, retried(3)], ['R1 1000', 'R2 1000']],
    ['a fulfilment is of the confirmation', [...allHeld, confirming], ['F1 5000', 'F2 5000']],
    ['a release is of the turn', [...allHeld, releasing], ['U1 6000', 'U2 6000']],
    [
      'a reserve that is waited for is of the request still',
      [requested, held(1), releasing],
      ['U1 6000', 'R2 1000'],
    ],
    [
      'sent again it is the same',
      [...allHeld, releasing, { type: 'step_retried', attempt: 1, operation: 'U', lines: [1, 2] }],
      ['U1 6000', 'U2 6000'],
    ],
  ])('%s', (_name, events, commands) =>
    expect(
      dueCommands(stateOf(...events)).map(
        ({ operation, line, event_time_ms }) => `${operation}${line} ${event_time_ms}`,
      ),
    ).toEqual(commands),
  );

  it('and all its other fields come from its line', () => {
    expect(dueCommands(stateOf(requested))[1]).toEqual({
      ...LINE,
      sku: 'b',
      line: 2,
      operation: 'R',
      event_time_ms: 1_000,
      event_id: commandId({ nonce: '0123456789abcdef', reservation_id: 'r-1' }, 2, 'R'),
    });
  });

  it('is not computed for a command that the ledger refused permanently', () => {
    const events: ReservationEvent[] = [
      ...allHeld,
      releasing,
      { type: 'step_refused', line: 1, operation: 'U', reason: 'x' },
    ];
    expect(dueCommands(stateOf(...events)).map(({ line }) => line)).toEqual([2]);
  });
});
