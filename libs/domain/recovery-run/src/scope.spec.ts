import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseScope, type Scope, scopesOverlap } from './index.js';

const offers = (...names: [string, string][]): Scope => ({
  type: 'by_offer',
  offers: names.map(([seller_id, sku]) => ({ seller_id, sku })),
});
const window = {
  type: 'by_time_window',
  from_event_time: '2026-06-19T18:00:00Z',
  to_event_time: '2026-06-19T19:00:00+02:00',
};

describe('parseScope', () => {
  it.each<[string, unknown, boolean]>([
    ['all', { type: 'all' }, true],
    ['offers', offers(['m', 's']), true],
    ['an empty list', { type: 'by_sku', skus: [] }, false],
    ['a member more', { type: 'all', hours: 1 }, false],
    ['no type', { skus: ['a'] }, false],
    ['a SKU with a control character', { type: 'by_sku', skus: ['a\u0000'] }, false],
    ['a SKU that is too long', { type: 'by_sku', skus: ['x'.repeat(65)] }, false],
    ['a window', { ...window, to_event_time: '2026-06-19T20:00:00Z' }, true],
    ['a window that ends before it begins', window, false],
    ['a window without a zone', { ...window, from_event_time: '2026-06-19T18:00:00' }, false],
    [
      'an empty range',
      { type: 'by_topic_partition', topic: 't', partition: 0, from_offset: 5, to_offset: 5 },
      false,
    ],
    ['a range', { type: 'by_topic_partition', topic: 't', partition: 0, from_offset: 5, to_offset: 6 }, true],
    [
      'a negative offset',
      { type: 'by_topic_partition', topic: 't', partition: 0, from_offset: -1, to_offset: 6 },
      false,
    ],
    [
      'a topic that no Kafka has',
      { type: 'by_topic_partition', topic: 't\u0000', partition: 0, from_offset: 5, to_offset: 6 },
      false,
    ],
    ['null', null, false],
  ])('%s', (_name, value, ok) => expect(parseScope(value).ok).toBe(ok));
});

describe('scopesOverlap', () => {
  it.each<[string, Scope, Scope, boolean]>([
    ['the same offer', offers(['m', 's']), offers(['m', 's']), true],
    ['another seller’s', offers(['m', 's']), offers(['n', 's']), false],
    ['an offer and its SKU', offers(['m', 's']), { type: 'by_sku', skus: ['s'] }, true],
    ['an offer and another SKU', offers(['m', 's']), { type: 'by_sku', skus: ['t'] }, false],
    ['a SKU and a seller', { type: 'by_sku', skus: ['s'] }, { type: 'by_seller', seller_ids: ['m'] }, true],
    [
      'two sellers',
      { type: 'by_seller', seller_ids: ['m'] },
      { type: 'by_seller', seller_ids: ['n'] },
      false,
    ],
    ['everything and an offer', { type: 'all' }, offers(['m', 's']), true],
    ['a window and an offer', window as Scope, offers(['m', 's']), true],
  ])('%s', (_name, a, b, overlap) =>
    expect([scopesOverlap(a, b), scopesOverlap(b, a)]).toEqual([overlap, overlap]),
  );

  it('is never false when two scopes share an offer', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const scope = fc.oneof(
      fc.array(fc.tuple(name, name), { minLength: 1, maxLength: 3 }).map((names) => offers(...names)),
      fc.array(name, { minLength: 1 }).map((skus): Scope => ({ type: 'by_sku', skus })),
      fc.array(name, { minLength: 1 }).map((seller_ids): Scope => ({ type: 'by_seller', seller_ids })),
    );
    const holds = (one: Scope, seller_id: string, sku: string): boolean =>
      one.type === 'by_offer'
        ? one.offers.some((offer) => offer.seller_id === seller_id && offer.sku === sku)
        : one.type === 'by_sku'
          ? one.skus.includes(sku)
          : one.type === 'by_seller' && one.seller_ids.includes(seller_id);
    fc.assert(
      fc.property(scope, scope, name, name, (a, b, seller_id, sku) => {
        if (holds(a, seller_id, sku) && holds(b, seller_id, sku)) expect(scopesOverlap(a, b)).toBe(true);
      }),
    );
  });
});
