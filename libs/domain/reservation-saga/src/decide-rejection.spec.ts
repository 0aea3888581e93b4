import { describe, expect, it } from '@jest/globals';
import { MAX_ALLOCATION_TRIES, MAX_RESERVATION_LINES } from '@stockproof/bounds';
import { fold } from '@stockproof/event-sourcing';
import {
  askedLines,
  commandId,
  dueCommands,
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
  type SellableAt,
  viewReservation,
} from './index.js';

const OFFER = { seller_id: 'm', sku: 's' };
const FACTS = {
  ...{ reservation_id: 'r-1', order_id: 'o', requested_at_ms: 0, expires_at_ms: 100 },
  ...{ request_hash: 'h', nonce: 'ab'.repeat(32) },
};
const request = (
  more: object = { allocation: { policy: 'fewest_splits', lines: [1] } },
): ReservationEvent => ({
  ...{ type: 'reservation_requested', ...FACTS, ...more },
  lines: [
    { ...OFFER, quantity: 9, location_id: 'default' },
    { seller_id: 'm', sku: 't', quantity: 2, location_id: 'default' },
  ],
});
const units = (location_id: string, sellable: number): SellableAt => ({ location_id, sellable });
const no = (
  line: number,
  available: number,
  elsewhere?: readonly SellableAt[],
  reason = 'insufficient_stock',
): ReservationCommand => ({
  ...{ type: 'outcome', line, operation: 'R', event_id: commandId(FACTS, line, 'R'), now_ms: 5 },
  answer: { accepted: false, reason, available, ...(elsewhere === undefined ? {} : { elsewhere }) },
});
const made = (line: number, location_id: string, quantity: number) => ({
  ...OFFER,
  line,
  location_id,
  quantity,
});
const rejected = (line: number, available: number): ReservationEvent => ({
  ...{ type: 'line_rejected', line, reason: 'insufficient_stock', available },
});
const held = (line: number): ReservationEvent => ({ type: 'line_held', line, version: 1 });
const TWO: ReservationEvent[] = [
  request(),
  rejected(1, 10),
  { type: 'line_allocated', line: 1, lines: [made(3, 'a', 6), made(4, 'b', 3)] },
];
const cancelled: ReservationEvent = { type: 'release_begun', ends_as: 'cancelled', by: 'x', at_ms: 6 };

/** The events of a decision in one line each. */
function decided(events: readonly ReservationEvent[], command: ReservationCommand): string[] {
  const decision = reservationDecider.decide(fold(reservationDecider, events), command);
  if (!decision.ok) return [decision.code];
  return decision.events.map((event) => {
    if (event.type === 'line_rejected') return `${event.line} ${event.reason} of ${event.available}`;
    if (event.type === 'line_allocated')
      return `${event.line} to ${event.lines.map((one) => `${one.line} ${one.location_id} ${one.quantity}`).join(', ')}`;
    return event.type;
  });
}

describe('a line that the ledger does not hold', () => {
  const AB = [units('a', 6), units('b', 4)];
  it.each<[string, ReservationEvent[], ReservationCommand, string[]]>([
    ['has units elsewhere', [request()], no(1, 0, AB), ['1 insufficient_stock of 10', '1 to 3 a 6, 4 b 3']],
    [
      'has some where it was asked for',
      [request()],
      no(1, 5, [units('b', 4)]),
      ['1 insufficient_stock of 9', '1 to 3 default 5, 4 b 4'],
    ],
    [
      'has not enough',
      [request()],
      no(1, 1, [units('a', 7)]),
      ['1 insufficient_stock of 8', 'release_begun'],
    ],
    ['has a location', [request()], no(2, 1, AB), ['2 insufficient_stock of 1', 'release_begun']],
    ['is of an older request', [request({})], no(1, 0, AB), ['1 insufficient_stock of 0', 'release_begun']],
    ['is answered by an older ledger', [request()], no(1, 8), ['1 insufficient_stock of 8', 'release_begun']],
    [
      'has another fault',
      [request()],
      no(1, 0, AB, 'unclear_name'),
      ['1 unclear_name of 0', 'release_begun'],
    ],
    ['is not wanted any more', [request(), cancelled], no(1, 0, AB), ['1 order_ended of 10']],
    [
      'is not wanted any more, and nobody has enough',
      [request(), cancelled],
      no(1, 1, [units('a', 7)]),
      ['1 insufficient_stock of 8'],
    ],
    [
      'has lost units to another order since, and others have more',
      [...TWO, held(3)],
      no(4, 1, [units('a', 1), units('c', 1)]),
      ['4 insufficient_stock of 3', '4 to 5 a 1, 6 b 1, 7 c 1'],
    ],
    [
      'has lost units to another order since, and nobody has more',
      [...TWO, held(3)],
      no(4, 1),
      ['4 insufficient_stock of 1', 'release_begun'],
    ],
    [
      'may be only where it is preferred',
      [request({ allocation: { policy: 'preference', locations: ['default', 'b'], lines: [1] } })],
      no(1, 5, AB),
      ['1 insufficient_stock of 9', '1 to 3 default 5, 4 b 4'],
    ],
  ])('%s', (_case, events, command, outcome) => expect(decided(events, command)).toEqual(outcome));

  it('is allocated a bounded number of times', () => {
    const events: ReservationEvent[] = [request()];
    let line = 1;
    for (let tries = 0; tries < MAX_ALLOCATION_TRIES; tries += 1) {
      const answer = no(line, 0, [units('a', 9)]);
      const decision = reservationDecider.decide(fold(reservationDecider, events), answer);
      if (decision.ok) events.push(...decision.events);
      line = 3 + tries;
    }
    expect(decided(events, no(line, 0, [units('a', 9)]))).toEqual([
      `${line} stock_moved of 9`,
      'release_begun',
    ]);
  });

  it('is not allocated to more lines than commands have numbers for', () => {
    const many = Array.from({ length: MAX_RESERVATION_LINES - 3 }, (_none, index) => made(index + 3, 'a', 1));
    const full: ReservationEvent[] = [request(), { type: 'line_allocated', line: 2, lines: many }];
    expect(decided(full, no(1, 0, [units('a', 9)]))).toEqual(['1 insufficient_stock of 9', '1 to 999 a 9']);
    expect(decided(full, no(1, 0, AB))).toEqual(['1 stock_moved of 10', 'release_begun']);
  });
});

describe('an allocated line', () => {
  const state = (...events: ReservationEvent[]): ReservationState =>
    fold(reservationDecider, [...TWO, ...events]);
  const first = (...events: ReservationEvent[]) => askedLines(state(...events).lines, false)[0];

  it('asks for its units under numbers of their own, and not for those that were refused', () =>
    expect(
      dueCommands(state()).map(({ line, location_id, quantity }) => [line, location_id, quantity]),
    ).toEqual([
      [2, 'default', 2],
      [3, 'a', 6],
      [4, 'b', 3],
    ]));

  it('lets the reservation be held when all its units are, and counts them once', () => {
    const yes: ReservationCommand = {
      ...{ type: 'outcome', line: 4, operation: 'R', event_id: commandId(FACTS, 4, 'R'), now_ms: 5 },
      answer: { accepted: true, version: 2 },
    };
    expect(decided([...TWO, held(2)], yes)).toEqual(['line_held']);
    expect(decided([...TWO, held(2), held(3)], yes)).toEqual(['line_held', 'reservation_held']);
    expect(viewReservation(state(), 3, 0)).toMatchObject({ units: 11, lines: [{}, {}, {}, {}] });
  });

  it.each<[string, ReservationEvent[], object]>([
    ['asked for', [], { status: 'requested', held: 0, location_id: null, reason: null }],
    ['held at one', [held(3)], { status: 'requested', held: 6 }],
    ['held', [held(3), held(4)], { status: 'held', held: 9, available: null }],
    ['refused at one', [held(3), rejected(4, 1)], { status: 'rejected', available: 7, held: 6 }],
    [
      'given back at one',
      [held(3), held(4), cancelled, { type: 'line_released', line: 3, version: 3 }],
      { status: 'held', held: 3, released: 6 },
    ],
  ])('is reported as one line: %s', (_case, events, reported) =>
    expect(first(...events)).toMatchObject(reported),
  );
});

describe('a part of an allocated line', () => {
  const HELD: ReservationEvent[] = [...TWO, held(2), held(3), held(4), { type: 'reservation_held' }];
  const part = (
    ...lines: { line: number; quantity: number; location_id?: string }[]
  ): ReservationCommand => ({
    ...{ type: 'part', part_id: 'p', action: 'confirm', lines, by: 'x', now_ms: 5 },
  });
  const taken = (command: ReservationCommand): string => {
    const decision = reservationDecider.decide(fold(reservationDecider, HELD), command);
    if (!decision.ok) return decision.code;
    const [begun] = decision.events;
    if (begun?.type !== 'part_begun') return 'nothing';
    return begun.lines.map(({ line, quantity }) => `${line}: ${quantity}`).join(', ');
  };

  // Line 3 is 6 units at a, line 4 is 3 units at b.
  it.each<[string, ReservationCommand, string]>([
    ['4 of it', part({ line: 1, quantity: 4 }), '3: 4'],
    ['7 of it', part({ line: 1, quantity: 7 }), '3: 6, 4: 1'],
    ['2 at b', part({ line: 1, quantity: 2, location_id: 'b' }), '4: 2'],
    [
      '2 at a and 1 at b',
      part({ line: 1, quantity: 1, location_id: 'b' }, { line: 1, quantity: 2, location_id: 'a' }),
      '3: 2, 4: 1',
    ],
    ['4 at b', part({ line: 1, quantity: 4, location_id: 'b' }), 'more_than_held'],
    ['10 of it', part({ line: 1, quantity: 10 }), 'more_than_held'],
    ['units by the number of the allocated line', part({ line: 3, quantity: 1 }), 'more_than_held'],
  ])('takes %s', (_case, command, lines) => expect(taken(command)).toBe(lines));

  it('is the same if it is asked for again, and another at another location', () => {
    const asked = part({ line: 1, quantity: 7 });
    const decision = reservationDecider.decide(fold(reservationDecider, HELD), asked);
    const events = [...HELD, ...(decision.ok ? decision.events : [])];
    expect(decided(events, asked)).toEqual([]);
    expect(decided(events, part({ line: 1, quantity: 7, location_id: 'a' }))).toEqual(['part_conflict']);
    expect(decided(events, part({ line: 1, quantity: 6 }))).toEqual(['part_conflict']);
  });
});
