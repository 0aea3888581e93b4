import { expect, it } from '@jest/globals';
import { compareOffers, namedByRecord } from './named-by-record.js';
import { offerAfter, offerToken, NO_OFFER } from './offer-token.js';

const difference = (seller_id: string | null, sku: string | null) => ({
  ...{ seller_id, sku, expected: '1', found: '2', first_differing_version: null },
});
const check = (name: string, status: 'pass' | 'fail', failures: number, ...offers: (string | null)[][]) => ({
  ...{ name, status, compared: 9, reason: null, failures },
  counterexamples: offers.map(([seller, sku]) => difference(seller ?? null, sku ?? null)),
});

it('offers that failed checks name are listed once, by name, with their checks; the rest is counted', () =>
  expect(
    namedByRecord({
      checks: [
        check('view', 'fail', 7, ['b', 's'], ['a', 't']),
        check('topic', 'fail', 1, ['a', 't'], [null, null]),
        check('stock', 'pass', 0, ['c', 's']),
      ],
    }),
  ).toEqual({
    offers: [
      { seller_id: 'a', sku: 't', checks: ['view', 'topic'] },
      { seller_id: 'b', sku: 's', checks: ['view'] },
    ],
    found: 8,
    listed: 4,
  }));

it('names are compared by their bytes, as the tables do', () => {
  const names = [
    { seller_id: 'a', sku: '\u{1f600}' },
    { seller_id: 'a', sku: '\uffee' },
    { seller_id: 'B', sku: 'z' },
  ];
  expect([...names].sort(compareOffers)).toEqual([names[2], names[1], names[0]]);
});

it('a token names an offer, and nothing else is one', () => {
  const offer = { seller_id: 's-1', sku: 'a' };
  expect([offerAfter(offerToken(offer)), offerAfter(undefined)]).toEqual([offer, NO_OFFER]);
  for (const bad of ['x', '', Buffer.from('["a"]').toString('base64url'), 7])
    expect(() => offerAfter(bad)).toThrow('next');
});
