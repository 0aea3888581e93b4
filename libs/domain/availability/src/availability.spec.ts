import { describe, expect, it } from '@jest/globals';
import { aChange } from '@stockproof/testing/kit';
import {
  applyChange,
  type AvailabilityChange,
  AvailabilityInvariantError,
  type AvailabilityState,
  classifyChange,
  initialAvailability,
  isLate,
} from './index.js';

/** A version of ten units that moves nothing but what is given. */
const change = (version: number, moved: Partial<AvailabilityChange>): AvailabilityChange =>
  aChange(version, {
    quantity: 10,
    delta_quantity: 0,
    to_bucket: null,
    to_location: null,
    event_time_ms: version * 100,
    accepted_at_ms: version * 1_000,
    ...moved,
  });
const stateAfter = (...history: AvailabilityChange[]): AvailabilityState =>
  history.reduce(applyChange, initialAvailability());
const received = change(1, { to_bucket: 'sellable', to_location: 'a', delta_quantity: 10 });

describe('classifyChange', () => {
  it.each([
    [0, 1, 'next'],
    [4, 5, 'next'],
    [5, 5, 'duplicate'],
    [5, 1, 'duplicate'],
    [5, 7, 'gap'],
    [0, 2, 'gap'],
  ])('head %i, version %i: %s', (head, version, kind) => expect(classifyChange(head, version)).toBe(kind));
});

describe('the fold of a history', () => {
  it.each<[string, Partial<AvailabilityChange>, object, [string, number][]]>([
    [
      'I',
      { operation: 'I', quantity: 5, delta_quantity: 5, to_bucket: 'sellable', to_location: 'b' },
      { sellable: 15, stock_on_hand: 15 },
      [
        ['a', 10],
        ['b', 5],
      ],
    ],
    [
      'D',
      { operation: 'D', quantity: 4, delta_quantity: -4, from_bucket: 'sellable', from_location: 'a' },
      { sellable: 6, stock_on_hand: 6 },
      [['a', 6]],
    ],
    [
      'S of nothing new',
      { operation: 'S', quantity: 0, to_bucket: 'sellable', to_location: 'a' },
      { sellable: 10, stock_on_hand: 10 },
      [['a', 10]],
    ],
    [
      'superseded',
      { operation: 'S', status: 'superseded', quantity: 0, to_bucket: 'sellable', to_location: 'a' },
      { sellable: 10 },
      [['a', 10]],
    ],
    [
      'M to damaged',
      {
        operation: 'M',
        quantity: 3,
        from_bucket: 'sellable',
        from_location: 'a',
        to_bucket: 'damaged',
        to_location: 'a',
      },
      { sellable: 7, damaged: 3, stock_on_hand: 10 },
      [['a', 7]],
    ],
    [
      'M to another place',
      {
        operation: 'M',
        from_bucket: 'sellable',
        from_location: 'a',
        to_bucket: 'sellable',
        to_location: 'b',
      },
      { sellable: 10 },
      [
        ['a', 0],
        ['b', 10],
      ],
    ],
    [
      'R',
      {
        operation: 'R',
        quantity: 2,
        from_bucket: 'sellable',
        from_location: 'a',
        to_bucket: 'reserved',
        to_location: 'a',
      },
      { sellable: 8, reserved: 2, stock_on_hand: 10 },
      [['a', 8]],
    ],
  ])('after %s', (_name, moved, totals, locations) => {
    const state = stateAfter(received, change(2, moved));
    expect(state).toMatchObject({ version: 2, ...totals });
    expect([...state.locations]).toEqual(locations);
  });

  it.each<[string, AvailabilityChange[]]>([
    ['a gap', [received, change(3, {})]],
    ['a version twice', [received, received]],
    [
      'more sold than there is',
      [
        received,
        change(2, { quantity: 11, delta_quantity: -11, from_bucket: 'sellable', from_location: 'a' }),
      ],
    ],
    [
      'more sold there than is there',
      [received, change(2, { quantity: 1, delta_quantity: -1, from_bucket: 'sellable', from_location: 'b' })],
    ],
    [
      'more than 2^53-1',
      [
        received,
        change(2, {
          quantity: Number.MAX_SAFE_INTEGER,
          delta_quantity: Number.MAX_SAFE_INTEGER,
          to_bucket: 'damaged',
          to_location: 'a',
        }),
      ],
    ],
  ])('refuses %s', (_name, history) =>
    expect(() => stateAfter(...history)).toThrow(AvailabilityInvariantError),
  );
});

describe('late events', () => {
  const state = applyChange(initialAvailability(), received);

  it('are older than the newest applied event, and still count', () => {
    const late = change(2, {
      event_time_ms: 50,
      quantity: 1,
      delta_quantity: 1,
      to_bucket: 'sellable',
      to_location: 'a',
    });
    expect([isLate(late, state), isLate(change(2, {}), state), isLate(late, initialAvailability())]).toEqual([
      true,
      false,
      false,
    ]);
    // Of the same moment is not late.
    expect(isLate(change(2, { event_time_ms: 100 }), state)).toBe(false);
    expect(applyChange(state, late)).toMatchObject({
      sellable: 11,
      event_time_ms: 50,
      newest_event_time_ms: 100,
    });
  });
});
