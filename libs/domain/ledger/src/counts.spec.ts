// The tables of docs/semantics.md#counts: each line there is a line here.
import { describe, expect, it } from '@jest/globals';
import { LATER_MOVEMENTS } from '@stockproof/bounds';
import type { InventoryUpdate } from '@stockproof/events';
import { anUpdate } from '@stockproof/testing/kit';
import fc from 'fast-check';
import {
  decide,
  evolve,
  initialOffer,
  LATE_MOVEMENTS,
  type LateMovements,
  type OfferState,
  type LaterRow,
  quantityIn,
} from './index.js';

type Change = Partial<InventoryUpdate>;
/** When it arrives and the time it is stamped with, in minutes after 12:00, and the event. */
type Step = readonly [
  arrives: number,
  stamped: number,
  operation: InventoryUpdate['operation'],
  Change | number,
];

const MINUTE = 60_000;

function play(steps: readonly Step[], late_movements: LateMovements = 'apply') {
  let state: OfferState = initialOffer();
  const rows: LaterRow[] = [];
  const outcomes = steps.map(([arrives, stamped, operation, change]) => {
    const update = anUpdate({
      event_time_ms: (720 + stamped) * MINUTE,
      operation,
      ...(typeof change === 'number' ? { quantity: change } : change),
    });
    const accepted_at_ms = (720 + arrives) * MINUTE;
    const decision = decide(state, update, { accepted_at_ms, late_movements, later: rows });
    if (decision.outcome === 'rejected') return decision.reason;
    const { movement } = decision;
    state = evolve(state, { version: state.version + 1, movement, chain_digest: '' });
    rows.push({ ...update, ...movement, accepted_at_ms });
    return decision.outcome;
  });
  const at = (bucket: InventoryUpdate['bucket_type'], location = 'default'): number =>
    quantityIn(state, bucket, location);
  return { state, outcomes, last: outcomes.at(-1), at };
}

const on_hand = (quantity: number, location_id = 'default'): Change => ({
  quantity,
  counted: 'on_hand',
  location_id,
});
const expected = (quantity: number, expected_quantity: number): Change => ({
  ...on_hand(quantity),
  expected_quantity,
});
const moveTo = (quantity: number, to: Change): Change => ({ quantity, to_bucket_type: 'sellable', ...to });

describe('a movement that is stamped before the last count and arrives after it', () => {
  const LATE_D: Step = [1, -1, 'D', 3];
  it.each<[string, readonly Step[], LateMovements, string, number]>([
    ['D, applied and flagged', [[0, 0, 'S', 10], LATE_D], 'apply', 'accepted_late', 7],
    ['D, absorbed: the count has it', [[0, 0, 'S', 10], LATE_D], 'absorb', 'absorbed', 10],
    [
      'I, applied and flagged',
      [
        [0, 0, 'S', 10],
        [1, -1, 'I', 3],
      ],
      'apply',
      'accepted_late',
      13,
    ],
    [
      'I, absorbed',
      [
        [0, 0, 'S', 10],
        [1, -1, 'I', 3],
      ],
      'absorb',
      'absorbed',
      10,
    ],
    ['D of more than there is, applied', [[0, 0, 'S', 2], LATE_D], 'apply', 'insufficient_stock', 2],
    ['D of more than there is, absorbed', [[0, 0, 'S', 2], LATE_D], 'absorb', 'absorbed', 2],
    [
      'D of the moment of the count',
      [
        [0, 0, 'S', 10],
        [1, 0, 'D', 3],
      ],
      'absorb',
      'accepted',
      7,
    ],
    [
      'D after the count',
      [
        [0, 0, 'S', 10],
        [2, 1, 'D', 3],
      ],
      'absorb',
      'accepted',
      7,
    ],
    ['D where nothing was counted', [[0, 0, 'I', 10], LATE_D], 'absorb', 'accepted', 7],
    [
      'D after a count that was superseded',
      [
        [0, 0, 'S', 10],
        [1, -2, 'S', 4],
        [2, 1, 'D', 3],
      ],
      'absorb',
      'accepted',
      7,
    ],
    [
      'D of another bucket',
      [
        [0, 0, 'S', 10],
        [0, 0, 'I', { quantity: 4, bucket_type: 'damaged' }],
        [1, -1, 'D', { quantity: 3, bucket_type: 'damaged' }],
      ],
      'absorb',
      'accepted',
      10,
    ],
    ['D after a count of everything on hand', [[0, 0, 'S', on_hand(10)], LATE_D], 'absorb', 'absorbed', 10],
    [
      'M out to a place that was counted too',
      [
        [0, 0, 'S', 10],
        [0, 0, 'S', { quantity: 5, location_id: 'b' }],
        [1, -1, 'M', moveTo(3, { to_location_id: 'b' })],
      ],
      'absorb',
      'absorbed',
      10,
    ],
    [
      'M out to a place that was not counted',
      [
        [0, 0, 'S', 10],
        [1, -1, 'M', moveTo(3, { to_location_id: 'b' })],
      ],
      'absorb',
      'accepted_late',
      7,
    ],
    [
      'M to damaged after a count of everything on hand',
      [
        [0, 0, 'S', on_hand(10)],
        [1, -1, 'M', moveTo(3, { to_bucket_type: 'damaged', to_location_id: 'default' })],
      ],
      'absorb',
      'accepted_late',
      7,
    ],
    [
      'R of an order is never late',
      [
        [0, 0, 'S', 10],
        [1, -1, 'R', 3],
      ],
      'absorb',
      'accepted',
      7,
    ],
  ])('%s', (_name, steps, policy, outcome, sellable) => {
    const played = play(steps, policy);
    expect([played.last, played.at('sellable')]).toEqual([outcome, sellable]);
  });
});

describe('which count holds', () => {
  it.each<[string, readonly Step[], readonly string[], number]>([
    [
      'the later one, in order',
      [
        [0, 0, 'S', 10],
        [2, 1, 'S', 7],
      ],
      ['accepted', 'accepted'],
      7,
    ],
    [
      'the later one, out of order',
      [
        [1, 1, 'S', 7],
        [2, 0, 'S', 10],
      ],
      ['accepted', 'superseded'],
      7,
    ],
    [
      'one of a clock that is four minutes fast, then one of now',
      [
        [0, 4, 'S', 10],
        [1, 1, 'S', 7],
      ],
      ['accepted', 'accepted'],
      7,
    ],
    [
      'one of a fast clock, then one that is older than its arrival',
      [
        [1, 5, 'S', 10],
        [2, 0, 'S', 7],
      ],
      ['accepted', 'superseded'],
      10,
    ],
    [
      'of the same moment: the one that is decided later',
      [
        [0, 0, 'S', 10],
        [1, 0, 'S', 7],
      ],
      ['accepted', 'accepted'],
      7,
    ],
    [
      'two of the future that arrive at the same moment: the one that is decided later',
      [
        [0, 4, 'S', 10],
        [0, 3, 'S', 7],
      ],
      ['accepted', 'accepted'],
      7,
    ],
    [
      'of everything on hand, then an older one of the bucket',
      [
        [1, 1, 'S', on_hand(7)],
        [2, 0, 'S', 10],
      ],
      ['accepted', 'superseded'],
      7,
    ],
    [
      'of the bucket, then an older one of everything on hand',
      [
        [1, 1, 'S', 7],
        [2, 0, 'S', on_hand(10)],
      ],
      ['accepted', 'superseded'],
      7,
    ],
  ])('%s', (_name, steps, outcomes, sellable) => {
    const played = play(steps);
    expect([played.outcomes, played.at('sellable')]).toEqual([outcomes, sellable]);
  });
});

describe('a count that arrives after movements of a later time', () => {
  const SOLD: Step = [2, 2, 'D', 3];
  const LATE_S: Step = [3, 0, 'S', 10];
  const had = (quantity: number): Step => [-9, -9, 'I', quantity];
  it.each<[string, readonly Step[], string, number, number]>([
    // sellable and on hand afterwards
    ['keeps what was sold since', [had(8), SOLD, LATE_S], 'accepted_late', 7, 7],
    ['keeps what was received since', [had(8), [2, 2, 'I', 4], LATE_S], 'accepted_late', 14, 14],
    ['takes what was sold before its time as counted', [had(8), [1, -1, 'D', 3], LATE_S], 'accepted', 10, 10],
    ['takes what was sold at its moment as counted', [had(8), [1, 0, 'D', 3], LATE_S], 'accepted', 10, 10],
    ['keeps a hold that was made since', [had(8), [2, 2, 'R', 3], LATE_S], 'accepted_late', 7, 10],
    [
      'keeps a hold that is stamped earlier: it was made when it was decided',
      [had(8), [2, -1, 'R', 3], LATE_S],
      'accepted_late',
      7,
      10,
    ],
    ['takes an older hold as known', [had(8), [-8, -8, 'R', 3], LATE_S], 'accepted', 10, 13],
    ['keeps a release since', [had(8), [-8, -8, 'R', 3], [2, 2, 'U', 3], LATE_S], 'accepted_late', 13, 13],
    [
      'has nothing left where more was sold since than was counted',
      [had(20), [2, 2, 'D', 12], LATE_S],
      'accepted_short',
      0,
      0,
    ],
    [
      'says so if what moved since adds up to nothing',
      [had(8), SOLD, [2, 2, 'I', 3], LATE_S],
      'accepted_late',
      10,
      10,
    ],
    [
      'knows nothing of other places',
      [
        had(8),
        [1, 1, 'I', { quantity: 4, location_id: 'b' }],
        [2, 2, 'D', { quantity: 3, location_id: 'b' }],
        LATE_S,
      ],
      'accepted',
      10,
      11,
    ],
    [
      'keeps what was moved away since',
      [had(8), [2, 2, 'M', moveTo(3, { to_location_id: 'b' })], LATE_S],
      'accepted_late',
      7,
      10,
    ],
    ['between two counts', [[0, 0, 'S', 8], SOLD, [3, 1, 'S', 10]], 'accepted_late', 7, 7],
    ['after one of a later time', [had(8), [1, 1, 'S', 6], SOLD, LATE_S], 'superseded', 3, 3],
    ['of a clock that is fast: its time is its arrival', [had(8), SOLD, [3, 9, 'S', 10]], 'accepted', 10, 10],
    [
      'if as many were there at its time as expected',
      [had(8), SOLD, [3, 0, 'S', { quantity: 10, expected_quantity: 8 }]],
      'accepted_late',
      7,
      7,
    ],
    [
      'if as many are there now as expected',
      [had(8), SOLD, [3, 0, 'S', { quantity: 10, expected_quantity: 5 }]],
      'quantity_mismatch',
      5,
      5,
    ],
    [
      'of everything on hand keeps what was sold',
      [had(8), SOLD, [3, 0, 'S', on_hand(10)]],
      'accepted_late',
      7,
      7,
    ],
    [
      'of everything on hand has what is held since',
      [had(8), [2, 2, 'R', 3], [3, 0, 'S', on_hand(10)]],
      'accepted',
      7,
      10,
    ],
    [
      'of everything on hand keeps what an order took since',
      [had(8), [-8, -8, 'R', 3], [2, 2, 'F', 3], [3, 0, 'S', on_hand(10)]],
      'accepted_late',
      7,
      7,
    ],
    [
      'of everything on hand finds units damaged since still there',
      [
        had(8),
        [2, 2, 'M', moveTo(3, { to_bucket_type: 'damaged', to_location_id: 'default' })],
        [3, 0, 'S', on_hand(10)],
      ],
      'accepted',
      7,
      10,
    ],
    [
      'of everything on hand takes damaged units that were counted since as there all along',
      [had(8), [2, 2, 'S', { quantity: 4, bucket_type: 'damaged' }], [3, 0, 'S', on_hand(10)]],
      'accepted',
      6,
      10,
    ],
  ])('%s', (_name, steps, outcome, sellable, stock_on_hand) => {
    const played = play(steps);
    expect([played.last, played.at('sellable'), played.state.stock_on_hand]).toEqual([
      outcome,
      sellable,
      stock_on_hand,
    ]);
  });

  const sold = (times: number, stamped: number): Step[] =>
    Array.from({ length: times }, () => [2, stamped, 'D', 1]);
  it.each<[string, readonly Step[], string, number]>([
    ['as many as it can keep', sold(LATER_MOVEMENTS, 1), 'accepted_late', 1_000 - LATER_MOVEMENTS],
    ['one more', sold(LATER_MOVEMENTS + 1, 1), 'count_too_late', 2_000 - LATER_MOVEMENTS - 1],
    [
      'one more, of before its time',
      [...sold(LATER_MOVEMENTS, 1), ...sold(1, -1)],
      'accepted_late',
      1_000 - LATER_MOVEMENTS,
    ],
    ['many, all of before its time', sold(1_500, -1), 'accepted', 1_000],
  ])('is refused if there are too many to tell what is there: %s', (_name, steps, outcome, sellable) => {
    const played = play([had(2_000), ...steps, [3, 0, 'S', 1_000]]);
    expect([played.last, played.at('sellable')]).toEqual([outcome, sellable]);
  });

  it('is refused if more would be there than a quantity can be', () => {
    const much: Step = [2, 2, 'I', Number.MAX_SAFE_INTEGER];
    const played = play([much, [2, 2, 'D', Number.MAX_SAFE_INTEGER], much, LATE_S]);
    expect(played.last).toBe('quantity_overflow');
  });
});

describe('a count of everything on hand at a location', () => {
  const HELD: readonly Step[] = [
    [-9, -9, 'I', 2],
    [-8, -8, 'R', 1],
  ];
  const APART: readonly Step[] = [...HELD, [-7, -7, 'I', { quantity: 4, bucket_type: 'damaged' }]];
  it.each<[string, readonly Step[], string, number, number]>([
    // sellable and on hand afterwards
    ['the shelf has what it should have', [...HELD, [0, 0, 'S', on_hand(2)]], 'accepted', 1, 2],
    ['a count of the bucket says the same of what is sellable', [...HELD, [0, 0, 'S', 2]], 'accepted', 2, 3],
    ['the shelf has more', [...HELD, [0, 0, 'S', on_hand(5)]], 'accepted', 4, 5],
    ['the shelf has only what is held', [...HELD, [0, 0, 'S', on_hand(1)]], 'accepted', 0, 1],
    ['the shelf has less than is held', [...HELD, [0, 0, 'S', on_hand(0)]], 'accepted_short', 0, 1],
    ['damaged units are on hand too', [...APART, [0, 0, 'S', on_hand(7)]], 'accepted', 2, 7],
    ['less than is held and damaged', [...APART, [0, 0, 'S', on_hand(3)]], 'accepted_short', 0, 5],
    ['nothing was there', [[0, 0, 'S', on_hand(3)]], 'accepted', 3, 3],
    [
      'another location is not counted',
      [
        [0, 0, 'I', { quantity: 5, location_id: 'b' }],
        [1, 1, 'S', on_hand(3)],
      ],
      'accepted',
      3,
      8,
    ],
    ['if as many are there as expected', [...HELD, [0, 0, 'S', expected(5, 2)]], 'accepted', 4, 5],
    [
      'if as many are sellable as were expected on hand',
      [...HELD, [0, 0, 'S', expected(5, 1)]],
      'quantity_mismatch',
      1,
      2,
    ],
  ])('%s', (_name, steps, outcome, sellable, stock_on_hand) => {
    const played = play(steps);
    expect([played.last, played.at('sellable'), played.state.stock_on_hand]).toEqual([
      outcome,
      sellable,
      stock_on_hand,
    ]);
  });

  it('takes nothing from an order: what is held stays held, and the order is fulfilled or released', () => {
    const played = play([...HELD, [0, 0, 'S', on_hand(0)], [1, 1, 'F', 1]]);
    expect([played.last, played.at('reserved'), played.state.stock_on_hand]).toEqual(['accepted', 0, 0]);
  });
});

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.nat({ max: 30 }),
  fc.integer({ min: -20, max: 35 }),
  fc.constantFrom('I' as const, 'D' as const, 'S' as const, 'R' as const, 'U' as const, 'F' as const),
  fc.record({
    quantity: fc.nat({ max: 9 }),
    counted: fc.constantFrom('bucket' as const, 'on_hand' as const),
  }),
);

/** An event of a seller, and when it happened. */
const happened = fc.record({
  stamped: fc.integer({ min: -20, max: 20 }),
  operation: fc.constantFrom('I' as const, 'D' as const, 'S' as const),
  quantity: fc.nat({ max: 9 }),
  counted: fc.constantFrom('bucket' as const, 'on_hand' as const),
});

describe('any order of arrival', () => {
  it('gives the same stock, where no two events are of one moment and late movements are absorbed', () => {
    const unique = fc.uniqueArray(happened, { maxLength: 12, selector: ({ stamped }) => stamped });
    const one_order = unique.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(one_order, ([events, shuffled]) => {
        // So much is there that nothing is refused, whatever comes first.
        const begin: Step = [-30, -30, 'I', 1_000];
        const end = (list: typeof events) =>
          play(
            [begin, ...list.map(({ stamped, operation, ...what }): Step => [30, stamped, operation, what])],
            'absorb',
          );
        const [one, other] = [end(events), end(shuffled)];
        fc.pre(
          ![...one.outcomes, ...other.outcomes].some(
            (outcome) => outcome === 'accepted_short' || outcome === 'insufficient_stock',
          ),
        );
        const times = events.filter(({ operation }) => operation === 'S').map(({ stamped }) => stamped);
        const last = Math.max(...times);
        const expected = events.reduce(
          (sum, { stamped, operation, quantity }) => {
            if (operation === 'S') return stamped === last ? sum + quantity : sum;
            return stamped < last ? sum : sum + (operation === 'I' ? quantity : -quantity);
          },
          times.length === 0 ? 1_000 : 0,
        );
        expect([one.at('sellable'), other.at('sellable')]).toEqual([expected, expected]);
      }),
    );
  });

  it('lets no count be undone by one of an earlier time, whatever its stamp says', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(...LATE_MOVEMENTS), (steps, policy) => {
        const arrived = steps.toSorted(([a], [b]) => a - b);
        let newest = -Infinity;
        play(arrived, policy).outcomes.forEach((outcome, index) => {
          const [arrives, stamped, operation] = arrived[index] as Step;
          const at = Math.min(arrives, stamped);
          if (operation === 'S' && outcome !== 'quantity_overflow') {
            expect(outcome === 'superseded').toBe(at < newest);
            newest = Math.max(newest, at);
          }
          if (operation === 'I' || operation === 'D')
            expect(outcome === 'absorbed' || outcome === 'accepted_late').toBe(
              at < newest && outcome !== 'insufficient_stock',
            );
        });
      }),
    );
  });

  it('gives the count itself if late movements are absorbed and everything else was before it', () => {
    const movement = fc.tuple(
      fc.nat({ max: 9 }),
      fc.integer({ min: -20, max: -1 }),
      fc.constantFrom('I' as const, 'D' as const),
      fc.nat({ max: 9 }),
    );
    fc.assert(
      fc.property(fc.array(movement), fc.array(movement), fc.nat({ max: 99 }), (before, after, counted) => {
        const early = before.map(([, stamped, operation, units]): Step => [-1, stamped, operation, units]);
        const late = after.map(([more, stamped, operation, units]): Step => [
          1 + more,
          stamped,
          operation,
          units,
        ]);
        expect(play([...early, [0, 0, 'S', counted], ...late], 'absorb').at('sellable')).toBe(counted);
      }),
    );
  });
});
