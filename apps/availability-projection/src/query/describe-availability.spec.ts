import { describe, expect, it } from '@jest/globals';
import { describeOffer, describeSku } from './describe-availability.js';
import type { FoundOffer } from './sql/find-offers.js';

const AGE = { now_ms: 10_000, freshness_bound_ms: 5_000 };
const TELLING = { age: AGE, sees: () => true };
const offer = (change: Partial<FoundOffer>): FoundOffer => ({
  seller_id: 'm',
  sku: 's',
  version: 1,
  revision: 0,
  stock_on_hand: 5,
  sellable: 5,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  event_time: new Date(1),
  accepted_at: new Date(2),
  status: 'current',
  as_of: new Date(9_000),
  confidence: null,
  verified_at: null,
  locations: [{ location_id: 'default', sellable: 5 }],
  ...change,
});

describe('describeOffer', () => {
  it.each<[string, Partial<FoundOffer>, string, number]>([
    ['fresh', {}, 'current', 1_000],
    ['as old as may be', { as_of: new Date(5_000) }, 'current', 5_000],
    ['older', { as_of: new Date(4_999) }, 'stale', 5_001],
    ['suspect', { status: 'suspect' }, 'suspect', 1_000],
    ['suspect and old', { status: 'suspect', as_of: new Date(0) }, 'suspect', 10_000],
    ['ahead of this clock', { as_of: new Date(11_000) }, 'current', 0],
  ])('%s', (_name, change, status, freshness_ms) =>
    expect(describeOffer(offer(change), AGE)).toMatchObject({ status, freshness_ms }),
  );
});

describe('describeSku', () => {
  it('sums the sellable units, and marks a sum that is capped', () => {
    expect(describeSku('s', [offer({}), offer({ seller_id: 'n', sellable: 7 })], TELLING)).toMatchObject({
      sellable: 12,
    });
    const most = offer({ sellable: Number.MAX_SAFE_INTEGER });
    expect(describeSku('s', [most, offer({})], TELLING)).toMatchObject({
      sellable: Number.MAX_SAFE_INTEGER,
      sellable_capped: true,
    });
    expect(describeSku('s', [], TELLING)).toEqual({ sku: 's', sellable: 0, offers: [] });
  });
});

describe('a caller who may not see everything', () => {
  it('gets the fields for buyers and no other', () => {
    const others = [offer({ reserved: 3, seller_id: 'n' }), offer({ reserved: 3 })];
    const reported = describeSku('s', others, { age: AGE, sees: (seller_id) => seller_id === 'm' }).offers;
    expect(reported[0]).toEqual({
      seller_id: 'n',
      sellable: 5,
      status: 'current',
      confidence: 'unverified',
      as_of: new Date(9_000).toISOString(),
      freshness_ms: 1_000,
    });
    expect(reported[1]).toMatchObject({
      seller_id: 'm',
      version: 1,
      reserved: 3,
      locations: [{ location_id: 'default', sellable: 5 }],
    });
  });
});

describe('min_confidence', () => {
  const proved = offer({ confidence: 'trusted', verified_at: new Date(1) });
  it.each<[string, FoundOffer[], 'untrusted' | 'unverified' | 'trusted', number, number | undefined]>([
    ['a proved offer, trusted', [proved], 'trusted', 5, undefined],
    ['an unproved offer, trusted', [offer({})], 'trusted', 0, 1],
    ['an unproved offer, unverified', [offer({})], 'unverified', 5, undefined],
    ['a wrong offer, unverified', [offer({ confidence: 'untrusted' })], 'unverified', 0, 1],
    ['a proved offer with a gap since', [{ ...proved, status: 'suspect' }], 'trusted', 0, 1],
    ['one of two', [proved, offer({ seller_id: 'n' })], 'trusted', 5, 1],
  ])('%s', (_name, offers, level, sellable, withheld) =>
    expect(describeSku('s', offers, TELLING, level)).toMatchObject({
      sellable,
      ...(withheld === undefined ? {} : { withheld }),
    }),
  );
});
