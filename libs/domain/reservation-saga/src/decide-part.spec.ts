import { describe, expect, it } from '@jest/globals';
import { MAX_PARTS } from '@stockproof/bounds';
import { fold } from '@stockproof/event-sourcing';
import { given } from '@stockproof/testing';
import {
  commandId,
  dueCommands,
  heldUnitsOf,
  type PartAction,
  type PartLine,
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type StockOperation,
  viewReservation,
} from './index.js';

const OFFER = { seller_id: 'm', location_id: 'default' };
const FACTS = {
  ...{ reservation_id: 'r-1', order_id: 'o', requested_at_ms: 0, expires_at_ms: 100 },
  ...{ request_hash: 'h', nonce: 'ab'.repeat(32) },
  lines: [
    { ...OFFER, sku: 'a', quantity: 5 },
    { ...OFFER, sku: 'b', quantity: 3 },
  ],
};
const requested: ReservationEvent = { type: 'reservation_requested', ...FACTS };
const held = (line: number): ReservationEvent => ({ type: 'line_held', line, version: 1 });
const HELD: ReservationEvent[] = [requested, held(1), held(2), { type: 'reservation_held' }];
const part = (
  part_id: string,
  action: PartAction,
  lines: readonly PartLine[],
  now_ms = 5,
): ReservationCommand => ({ type: 'part', part_id, action, lines, by: 'x', now_ms });
const begun = (number: number, action: PartAction, lines: readonly PartLine[]): ReservationEvent => ({
  ...{ type: 'part_begun', part: number, part_id: `p${number}`, action, lines, by: 'x', at_ms: 5 },
});
const answer = (
  line: number,
  operation: StockOperation,
  of: number | undefined,
  said: 'yes' | 'no' | 'taken' = 'yes',
): ReservationCommand => ({
  ...{ type: 'outcome', line, operation, event_id: commandId(FACTS, line, operation, of), now_ms: 5 },
  ...(of === undefined ? {} : { part: of }),
  answer:
    said === 'yes'
      ? { accepted: true, version: 9 }
      : said === 'no'
        ? { accepted: false, reason: 'insufficient_stock', available: 0 }
        : { conflict: true },
});
const done = (line: number, of: number): ReservationEvent => ({
  ...{ type: 'line_fulfilled', line, part: of, version: 2 },
});
const THREE = [{ line: 1, quantity: 3 }];
const BOTH = [
  { line: 1, quantity: 5 },
  { line: 2, quantity: 3 },
];
const MANY = Array.from({ length: MAX_PARTS }, (_none, index) => begun(index + 1, 'confirm', []));
const cancelled: ReservationEvent = { type: 'release_begun', ends_as: 'cancelled', by: 'x', at_ms: 6 };
const refused: ReservationEvent = {
  ...{ type: 'step_refused', line: 1, part: 1, operation: 'F', reason: 'x' },
};

describe('a part of a reservation', () => {
  it.each<[string, ReservationEvent[], ReservationCommand, string[] | string]>([
    ['3 of 5 are confirmed', HELD, part('p1', 'confirm', THREE), ['part_begun']],
    ['3 of 5 are cancelled', HELD, part('p1', 'cancel', THREE), ['part_begun']],
    ['everything is confirmed as a part', HELD, part('p1', 'confirm', BOTH), ['part_begun', 'confirm_begun']],
    ['everything is cancelled as a part', HELD, part('p1', 'cancel', BOTH), ['part_begun', 'release_begun']],
    [
      'the last units are confirmed',
      [...HELD, begun(1, 'cancel', THREE), begun(2, 'confirm', [{ line: 2, quantity: 3 }])],
      part('p3', 'confirm', [{ line: 1, quantity: 2 }]),
      ['part_begun', 'confirm_begun'],
    ],
    ['the same part again', [...HELD, begun(1, 'confirm', THREE)], part('p1', 'confirm', THREE), []],
    [
      'the same part again, its lines in another order',
      [...HELD, begun(1, 'confirm', BOTH), { type: 'confirm_begun', by: 'x', at_ms: 5 }],
      part('p1', 'confirm', BOTH.toReversed()),
      [],
    ],
    [
      'the same part again after the reservation has ended',
      [...HELD, begun(1, 'confirm', THREE), done(1, 1), { type: 'reservation_ended', as: 'expired' }],
      part('p1', 'confirm', THREE, 500),
      [],
    ],
    [
      'its id with other units',
      [...HELD, begun(1, 'confirm', THREE)],
      part('p1', 'confirm', [{ line: 1, quantity: 2 }]),
      'part_conflict',
    ],
    [
      'its id for the other action',
      [...HELD, begun(1, 'confirm', THREE)],
      part('p1', 'cancel', THREE),
      'part_conflict',
    ],
    ['more than is held', HELD, part('p1', 'confirm', [{ line: 2, quantity: 4 }]), 'more_than_held'],
    [
      'more than another part left, which has no answer yet',
      [...HELD, begun(1, 'confirm', THREE)],
      part('p2', 'cancel', THREE),
      'more_than_held',
    ],
    ['a line that there is not', HELD, part('p1', 'confirm', [{ line: 3, quantity: 1 }]), 'more_than_held'],
    ['before it is held', [requested, held(1)], part('p1', 'confirm', THREE), 'reservation_not_held'],
    ['after it was cancelled', [...HELD, cancelled], part('p1', 'confirm', THREE), 'reservation_not_held'],
    ['confirmed at its end', HELD, part('p1', 'confirm', THREE, 100), 'expired'],
    ['cancelled at its end', HELD, part('p1', 'cancel', THREE, 100), ['part_begun']],
    ['one too many', [...HELD, ...MANY], part('p', 'confirm', THREE), 'too_many_parts'],
    ['is fulfilled', [...HELD, begun(1, 'confirm', THREE)], answer(1, 'F', 1), ['line_fulfilled']],
    ['is fulfilled twice', [...HELD, begun(1, 'confirm', THREE), done(1, 1)], answer(1, 'F', 1), []],
    ['is answered under another operation', [...HELD, begun(1, 'confirm', THREE)], answer(1, 'U', 1), []],
    ['is answered, and there is none', HELD, answer(1, 'F', 1), []],
    [
      'an answer of its part without saying so',
      [...HELD, begun(1, 'confirm', THREE)],
      { ...answer(1, 'F', undefined), event_id: commandId(FACTS, 1, 'F', 1) } as ReservationCommand,
      [],
    ],
    ['is refused', [...HELD, begun(1, 'confirm', THREE)], answer(1, 'F', 1, 'no'), ['step_refused']],
    ['is refused twice', [...HELD, begun(1, 'confirm', THREE), refused], answer(1, 'F', 1, 'no'), []],
    [
      'its id is taken',
      [...HELD, begun(1, 'confirm', THREE)],
      answer(1, 'F', 1, 'taken'),
      ['step_conflicted'],
    ],
    [
      'was refused, and its units are asked for again',
      [...HELD, begun(1, 'confirm', THREE), refused],
      part('p2', 'cancel', [{ line: 1, quantity: 5 }]),
      ['part_begun'],
    ],
    [
      'the rest of its line is released, and it is not answered',
      [...HELD, begun(1, 'confirm', THREE), cancelled, { type: 'line_released', line: 2, version: 2 }],
      answer(1, 'U', undefined),
      ['line_released'],
    ],
    [
      'is answered last of all',
      [
        ...[...HELD, begun(1, 'confirm', THREE), cancelled],
        ...([1, 2].map((line) => ({ type: 'line_released', line, version: 2 })) as ReservationEvent[]),
      ],
      answer(1, 'F', 1),
      ['line_fulfilled', 'reservation_ended'],
    ],
  ])('%s', (_what, events, command, outcome) => {
    const decided = given(reservationDecider, ...events).when(command);
    if (typeof outcome === 'string') decided.thenRefused(outcome);
    else decided.thenTypes(...outcome);
  });

  it.each<[string, ReservationEvent[], string[]]>([
    ['only what was asked for', [...HELD, begun(1, 'confirm', THREE)], ['F1 1: 3']],
    [
      'the rest beside the parts, in the same units whatever becomes of them',
      [...HELD, begun(1, 'confirm', THREE), cancelled],
      ['U 1: 2', 'U 2: 3', 'F1 1: 3'],
    ],
    [
      'the rest does not change when a part is done',
      [...HELD, begun(1, 'confirm', THREE), cancelled, done(1, 1)],
      ['U 1: 2', 'U 2: 3'],
    ],
    [
      'nor when a part is refused after the turn',
      [...HELD, begun(1, 'confirm', THREE), cancelled, refused],
      ['U 1: 2', 'U 2: 3'],
    ],
    [
      'a part that was refused before the turn is in the rest',
      [...HELD, begun(1, 'confirm', THREE), refused, cancelled],
      ['U 1: 5', 'U 2: 3'],
    ],
  ])('moves %s', (_what, events, commands) => {
    const state = fold(reservationDecider, events);
    const shown = dueCommands(state).map(
      ({ event_id, line, quantity }) => `${event_id.split('.')[3]} ${line}: ${quantity}`,
    );
    expect(shown).toEqual(commands);
  });

  it('that was refused keeps its units held, and an operator must look', () => {
    const state = fold(reservationDecider, [...HELD, begun(1, 'confirm', THREE), refused]);
    expect([state.lines.map(heldUnitsOf), viewReservation(state, 1, 0).stuck]).toEqual([[5, 3], true]);
  });
});
