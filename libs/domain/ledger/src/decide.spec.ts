import { describe, expect, it } from '@jest/globals';
import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import type { BucketType, InventoryUpdate } from '@stockproof/events';
import { anUpdate } from '@stockproof/testing/kit';
import { bucketKey, decide as decideWith, initialOffer, type OfferState } from './index.js';

const MAX = Number.MAX_SAFE_INTEGER;
const DAY = 86_400_000;

type Held = readonly (readonly [
  bucket: BucketType,
  location: string,
  quantity: number,
  counted_at_ms?: number,
])[];

function offer(held: Held): OfferState {
  const buckets = held.map(
    ([bucket_type, location_id, quantity, counted_at_ms = null]) =>
      [bucketKey(bucket_type, location_id), { bucket_type, location_id, quantity, counted_at_ms }] as const,
  );
  return {
    ...initialOffer(),
    stock_on_hand: held.reduce((sum, one) => sum + one[2], 0),
    buckets: new Map(buckets),
  };
}

const decide = (state: OfferState, one: InventoryUpdate) =>
  decideWith(state, one, { accepted_at_ms: 3 * DAY, late_movements: 'apply', later: [] });

const update = (change: Partial<InventoryUpdate>): InventoryUpdate =>
  anUpdate({ event_time_ms: DAY, ...change });

/** What happened in one line: `10 sellable@a > damaged@b, +0`, or the reason of a rejection. */
function reported(held: Held, change: Partial<InventoryUpdate>): string {
  const decision = decide(offer(held), update(change));
  if (decision.outcome === 'rejected') return decision.reason;
  const { quantity, from_bucket, from_location, to_bucket, to_location, delta_quantity } = decision.movement;
  const from = from_bucket === null ? 'outside' : `${from_bucket}@${from_location}`;
  const to = to_bucket === null ? 'outside' : `${to_bucket}@${to_location}`;
  return `${decision.outcome}: ${quantity} ${from} > ${to}, ${delta_quantity}`;
}

/** Ten units in sellable stock at so many locations, named by their numbers. */
const places = (count: number): Held =>
  Array.from({ length: count }, (_one, at) => ['sellable', `${at}`, 10] as const);
const FULL = places(LOCATIONS_PER_OFFER);
const TEN: Held = [['sellable', 'default', 10]];
const move = (to_bucket_type: BucketType, to_location_id: string) =>
  ({ operation: 'M', to_bucket_type, to_location_id }) as const;

it('moves the stock of an offer that had its name before such names were refused', () => {
  const before = { ...offer(TEN), version: 3 };
  expect(decide(before, update({ operation: 'D', sku: ' a', quantity: 10 }))).toMatchObject({
    outcome: 'accepted',
  });
});

describe('decide', () => {
  it.each<[string, Held, Partial<InventoryUpdate>, string]>([
    ['I on nothing', [], { quantity: 5 }, 'accepted: 5 outside > sellable@default, 5'],
    [
      'I into a bucket',
      TEN,
      { quantity: 5, bucket_type: 'damaged', location_id: 'b' },
      'accepted: 5 outside > damaged@b, 5',
    ],
    [
      'I up to the most',
      TEN,
      { quantity: MAX - 10 },
      `accepted: ${MAX - 10} outside > sellable@default, ${MAX - 10}`,
    ],
    ['I one beyond', TEN, { quantity: MAX - 9 }, 'quantity_overflow'],
    ['I elsewhere, the sum beyond', TEN, { quantity: MAX - 9, bucket_type: 'damaged' }, 'quantity_overflow'],
    ['D all', TEN, { operation: 'D', quantity: 10 }, 'accepted: 10 sellable@default > outside, -10'],
    ['D one too many', TEN, { operation: 'D', quantity: 11 }, 'insufficient_stock'],
    ['D elsewhere', TEN, { operation: 'D', location_id: 'b' }, 'insufficient_stock'],
    ['D on nothing', [], { operation: 'D' }, 'insufficient_stock'],
    ['S higher', TEN, { operation: 'S', quantity: 12 }, 'accepted: 2 outside > sellable@default, 2'],
    ['S lower', TEN, { operation: 'S', quantity: 0 }, 'accepted: 10 sellable@default > outside, -10'],
    ['S the same', TEN, { operation: 'S', quantity: 10 }, 'accepted: 0 outside > sellable@default, 0'],
    ['S zero on nothing', [], { operation: 'S', quantity: 0 }, 'accepted: 0 outside > sellable@default, 0'],
    [
      'S as expected',
      TEN,
      { operation: 'S', quantity: 3, expected_quantity: 10 },
      'accepted: 7 sellable@default > outside, -7',
    ],
    ['S not as expected', TEN, { operation: 'S', quantity: 3, expected_quantity: 9 }, 'quantity_mismatch'],
    [
      'S older than the last',
      [['sellable', 'default', 10, DAY + 1]],
      { operation: 'S', quantity: 3 },
      'superseded: 0 outside > sellable@default, 0',
    ],
    [
      'S of the same moment',
      [['sellable', 'default', 10, DAY]],
      { operation: 'S', quantity: 3 },
      'accepted: 7 sellable@default > outside, -7',
    ],
    [
      'S older, of another bucket',
      [['sellable', 'b', 10, DAY + 1]],
      { operation: 'S', quantity: 3 },
      'accepted: 3 outside > sellable@default, 3',
    ],
    [
      'S older and not as expected',
      [['sellable', 'default', 1, DAY + 1]],
      { operation: 'S', expected_quantity: 9 },
      'superseded: 0 outside > sellable@default, 0',
    ],
    ['S beyond the sum', [['damaged', 'x', 10]], { operation: 'S', quantity: MAX }, 'quantity_overflow'],
    [
      'D older than a count',
      [['sellable', 'default', 10, DAY + 1]],
      { operation: 'D', quantity: 1 },
      'accepted_late: 1 sellable@default > outside, -1',
    ],
    [
      'M to a bucket',
      TEN,
      { ...move('damaged', 'default'), quantity: 4 },
      'accepted: 4 sellable@default > damaged@default, 0',
    ],
    [
      'M to a location',
      TEN,
      { ...move('sellable', 'b'), quantity: 10 },
      'accepted: 10 sellable@default > sellable@b, 0',
    ],
    ['M too many', TEN, { ...move('damaged', 'b'), quantity: 11 }, 'insufficient_stock'],
    [
      'M when all is as full as can be',
      [['sellable', 'a', MAX]],
      { ...move('sellable', 'b'), quantity: MAX, location_id: 'a' },
      `accepted: ${MAX} sellable@a > sellable@b, 0`,
    ],
    ['R', TEN, { operation: 'R', quantity: 4 }, 'accepted: 4 sellable@default > reserved@default, 0'],
    ['R too many', TEN, { operation: 'R', quantity: 11 }, 'insufficient_stock'],
    [
      'U',
      [['reserved', 'default', 4]],
      { operation: 'U', quantity: 4 },
      'accepted: 4 reserved@default > sellable@default, 0',
    ],
    ['U without a reserve', TEN, { operation: 'U' }, 'insufficient_stock'],
    [
      'F',
      [['reserved', 'b', 4]],
      { operation: 'F', quantity: 3, location_id: 'b' },
      'accepted: 3 reserved@b > outside, -3',
    ],
    [
      'F more than reserved',
      [['reserved', 'b', 2]],
      { operation: 'F', quantity: 3, location_id: 'b' },
      'insufficient_stock',
    ],
    [
      'I at the last location',
      places(LOCATIONS_PER_OFFER - 1),
      { location_id: 'new' },
      'accepted: 1 outside > sellable@new, 1',
    ],
    ['I at one location too many', FULL, { location_id: 'new' }, 'too_many_locations'],
    ['I at one of so many locations', FULL, { location_id: '7' }, 'accepted: 1 outside > sellable@7, 1'],
    [
      'I at one of them, in another bucket',
      FULL,
      { location_id: '7', bucket_type: 'damaged' },
      'accepted: 1 outside > damaged@7, 1',
    ],
    [
      'I at one of many more than may be, from before the bound',
      places(LOCATIONS_PER_OFFER + 9),
      { location_id: `${LOCATIONS_PER_OFFER + 8}` },
      `accepted: 1 outside > sellable@${LOCATIONS_PER_OFFER + 8}, 1`,
    ],
    [
      'I at one more than many more',
      places(LOCATIONS_PER_OFFER + 9),
      { location_id: 'new' },
      'too_many_locations',
    ],
    [
      'I where there are as many buckets as locations may be',
      places(LOCATIONS_PER_OFFER / 2).flatMap((held) => [held, ['damaged', held[1], 1] as const]),
      { location_id: 'new' },
      'accepted: 1 outside > sellable@new, 1',
    ],
    [
      'I beyond the sum, at one location too many',
      FULL,
      { location_id: 'new', quantity: MAX },
      'too_many_locations',
    ],
    [
      'S at the last location',
      places(LOCATIONS_PER_OFFER - 1),
      { operation: 'S', location_id: 'new' },
      'accepted: 1 outside > sellable@new, 1',
    ],
    ['S at one location too many', FULL, { operation: 'S', location_id: 'new' }, 'too_many_locations'],
    [
      'S of nothing at one location too many',
      FULL,
      { operation: 'S', location_id: 'new', quantity: 0 },
      'too_many_locations',
    ],
    [
      'S not as expected, at one too many',
      FULL,
      { operation: 'S', location_id: 'new', expected_quantity: 1 },
      'quantity_mismatch',
    ],
    [
      'S at one of so many',
      FULL,
      { operation: 'S', location_id: '7', quantity: 3 },
      'accepted: 7 sellable@7 > outside, -7',
    ],
    [
      'M to one location too many',
      FULL,
      { ...move('sellable', 'new'), location_id: '7' },
      'too_many_locations',
    ],
    [
      'M of all that is at a location, which stays',
      FULL,
      { ...move('sellable', 'new'), location_id: '7', quantity: 10 },
      'too_many_locations',
    ],
    [
      'M of more than is there, to one too many',
      FULL,
      { ...move('sellable', 'new'), location_id: '7', quantity: 11 },
      'insufficient_stock',
    ],
    [
      'M between so many',
      FULL,
      { ...move('sellable', '8'), location_id: '7', quantity: 10 },
      'accepted: 10 sellable@7 > sellable@8, 0',
    ],
    [
      'R at one of so many',
      FULL,
      { operation: 'R', location_id: '7', quantity: 4 },
      'accepted: 4 sellable@7 > reserved@7, 0',
    ],
    ['I of a SKU that nobody can tell from another', [], { sku: 'a\u200b' }, 'unclear_name'],
    ['I at a location that nobody can tell from another', [], { location_id: 'b ' }, 'unclear_name'],
    ['I under such an id, of an offer that has stock', TEN, { event_id: '\u202ee' }, 'unclear_name'],
    ['S of nothing, of such a SKU', [], { operation: 'S', quantity: 0, sku: ' a' }, 'unclear_name'],
    ['M to such a location', TEN, move('sellable', 'b\u00a0'), 'unclear_name'],
    [
      'D at such a location that has stock from before',
      [['sellable', 'b ', 4]],
      { operation: 'D', location_id: 'b ', quantity: 4 },
      'accepted: 4 sellable@b  > outside, -4',
    ],
    [
      'M out of such a location',
      [['sellable', 'b ', 4]],
      { ...move('sellable', 'b'), location_id: 'b ', quantity: 4 },
      'accepted: 4 sellable@b  > sellable@b, 0',
    ],
    [
      'F at such a location, of an order',
      [['reserved', 'b ', 4]],
      { operation: 'F', location_id: 'b ', quantity: 4 },
      'accepted: 4 reserved@b  > outside, -4',
    ],
    ['R of such a SKU that has nothing', [], { operation: 'R', sku: ' a' }, 'insufficient_stock'],
    ['D at a location nobody has', FULL, { operation: 'D', location_id: 'new' }, 'insufficient_stock'],
  ])('%s', (_name, held, change, outcome) => expect(reported(held, change)).toBe(outcome));

  it.each<[string, Held, object]>([
    ['of none', [['sellable', 'a', 3]], {}],
    [
      'of others, and only what can be sold',
      [
        ['sellable', 'a', 3],
        ['sellable', 'b', 7],
        ['damaged', 'c', 9],
        ['sellable', 'd', 0],
      ],
      { 'sellable@b': 7 },
    ],
  ])('a refused hold has the units %s', (_case, held, elsewhere) => {
    const refused = { bucket_type: 'sellable', location_id: 'a', available: 3, requested: 4 };
    const hold = { operation: 'R', quantity: 4, location_id: 'a' } as const;
    expect(decide(offer(held), update(hold))).toMatchObject({ facts: { ...refused, ...elsewhere } });
    expect(Object.keys(decide(offer(held), update(hold)) as object)).toContain('facts');
    expect(decide(offer(held), update({ ...hold, operation: 'D' }))).toEqual({
      ...{ outcome: 'rejected', reason: 'insufficient_stock', facts: refused },
    });
  });

  it('a refused hold names the hundred locations with the most units', () => {
    const many: Held = Array.from({ length: 150 }, (_none, n) => ['sellable', `l${n}`, n + 1] as const);
    const decision = decide(offer(many), update({ operation: 'R', quantity: 500, location_id: 'l0' }));
    const facts = decision.outcome === 'rejected' ? decision.facts : {};
    const named = Object.keys(facts).filter((name) => name.startsWith('sellable@'));
    expect([named.length, facts['sellable@l149'], facts['sellable@l49']]).toEqual([100, 150, undefined]);
  });

  it('gives the facts that the caller needs to correct it', () => {
    expect(decide(offer(TEN), update({ operation: 'D', quantity: 11 }))).toMatchObject({
      reason: 'insufficient_stock',
      facts: { available: 10, requested: 11, bucket_type: 'sellable', location_id: 'default' },
    });
  });

  it.each<[string, Held, Partial<InventoryUpdate>, object]>([
    [
      'another count than was expected',
      TEN,
      { operation: 'S', quantity: 3, expected_quantity: 9 },
      { reason: 'quantity_mismatch', facts: { expected: 9, found: 10 } },
    ],
    [
      'no room',
      TEN,
      { quantity: MAX },
      {
        reason: 'quantity_overflow',
        facts: {
          bucket_type: 'sellable',
          location_id: 'default',
          present: 10,
          stock_on_hand: 10,
          added: MAX,
        },
      },
    ],
    [
      'no room elsewhere',
      TEN,
      { quantity: MAX, bucket_type: 'damaged', location_id: 'b' },
      { facts: { bucket_type: 'damaged', location_id: 'b', present: 0, stock_on_hand: 10, added: MAX } },
    ],
    [
      'a location too many',
      FULL,
      { location_id: 'new' },
      {
        reason: 'too_many_locations',
        facts: { location_id: 'new', locations: LOCATIONS_PER_OFFER, locations_at_most: LOCATIONS_PER_OFFER },
      },
    ],
    [
      'a location more than many more',
      places(LOCATIONS_PER_OFFER + 9),
      { operation: 'S', location_id: 'new' },
      {
        facts: {
          location_id: 'new',
          locations: LOCATIONS_PER_OFFER + 9,
          locations_at_most: LOCATIONS_PER_OFFER,
        },
      },
    ],
    [
      'a count beyond the sum: what it would have added',
      [['damaged', 'x', 10]],
      { operation: 'S', quantity: MAX },
      { facts: { present: 0, added: MAX } },
    ],
    [
      'a name that its reader cannot see whole',
      [],
      { sku: 'a\u00a0b' },
      { reason: 'unclear_name', facts: { field: 'sku', problem: 'holds U+00A0, which a reader cannot see' } },
    ],
    [
      'nothing reserved',
      TEN,
      { operation: 'F', quantity: 1 },
      { facts: { bucket_type: 'reserved', available: 0, requested: 1 } },
    ],
  ])('gives the reason: %s', (_name, held, change, expected) =>
    expect(decide(offer(held), update(change))).toMatchObject({ outcome: 'rejected', ...expected }),
  );

  it.each<[string, Partial<InventoryUpdate>, object]>([
    [
      'a count that is applied is remembered by its time',
      { operation: 'S', quantity: 4 },
      { counted_at_ms: DAY, requested_quantity: 4, quantity: 6 },
    ],
    [
      'what is received is no count',
      { operation: 'I', quantity: 4 },
      { counted_at_ms: null, requested_quantity: 4, quantity: 4 },
    ],
  ])('%s', (_name, change, movement) =>
    expect(decide(offer(TEN), update(change))).toMatchObject({ movement }),
  );

  it('does not store a superseded count: the newer one stays', () => {
    const decision = decide(
      offer([['sellable', 'default', 10, DAY + 1]]),
      update({ operation: 'S', quantity: 4 }),
    );
    expect(decision).toMatchObject({
      outcome: 'superseded',
      movement: { status: 'superseded', counted_at_ms: null, requested_quantity: 4 },
    });
  });

  it('stores the requested quantity next to the moved one', () => {
    expect(decide(offer(TEN), update({ operation: 'S', quantity: 12 }))).toMatchObject({
      movement: { quantity: 2, requested_quantity: 12, counted_at_ms: DAY },
    });
  });
});
