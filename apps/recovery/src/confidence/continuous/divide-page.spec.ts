import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { skuPartition } from '@stockproof/events';
import { dividePage } from './divide-page.js';

const PARTITIONS = 4;
/** SKUs of one character and their partitions of four: a 1, b 2, c 3, d 0, e 1, i 1. */
const HOME = Object.fromEntries([...'abcdei'].map((sku) => [sku, skuPartition(sku, PARTITIONS)]));

/** `a` is SKU a of ann, `ben/a` that of ben; `!` says that it was found wrong, a digit how often it got no verdict. */
function offer(text: string) {
  const [, seller_id = 'ann', sku = '', mark = '', attempts = '0'] =
    /^(?:([a-z]+)\/)?([a-z])(!?)(\d?)$/.exec(text) ?? [];
  return { seller_id, sku, untrusted: mark === '!', attempts: Number(attempts) };
}

const divide = (page: string, max_offers: number): string =>
  dividePage(page.split(' ').filter(Boolean).map(offer), { partitions: PARTITIONS, max_offers })
    .map(({ offers }) =>
      offers.map(({ seller_id, sku }) => (seller_id === 'ann' ? sku : `${seller_id}/${sku}`)).join(' '),
    )
    .join(', ');

describe('a page of due offers', () => {
  it.each<[string, string, number, string]>([
    ['is no unit if it is empty', '', 9, ''],
    ['begins with the unit of its most urgent offer', 'b a', 1, 'b, a'],
    ['is divided by partition', 'a b c d e i', 9, 'a e i, b, c, d'],
    ['is in the order of the keys, not of the changes', 'i e a', 9, 'a e i'],
    ['is cut at the limit', 'a e i', 2, 'a e, i'],
    ['is not in the order of the keys from unit to unit', 'i a e', 2, 'i, a e'],
    ['keeps the sellers of a SKU together', 'a e ben/a', 2, 'a ben/a, e'],
    ['does not cut a SKU that does not fit', 'a e ben/e', 2, 'a, e ben/e'],
    ['cuts a SKU that alone is too large', 'a ben/a cid/a', 2, 'a ben/a, cid/a'],
    ['has what was found wrong apart', 'a e! i', 9, 'a i, e'],
    ['has all of that together', 'e! a i!', 9, 'e i, a'],
    ['has what got no verdict in smaller units', 'a1 e1 i1', 8, 'a e, i'],
    ['has it alone at the end', 'a9 e9', 1_000, 'a, e'],
    ['does not mix it with what got one', 'a1 e', 8, 'a, e'],
  ])('%s', (_what, page, max_offers, units) => expect(divide(page, max_offers)).toBe(units));

  it('has the partitions of the topics', () => {
    expect([HOME['a'], HOME['e'], HOME['i']]).toEqual([1, 1, 1]);
    expect(new Set([HOME['b'], HOME['c'], HOME['d'], 1]).size).toBe(4);
  });

  it('has each offer in one unit, of at most the limit, of neighbours of one partition', () => {
    const due = fc.record({
      seller_id: fc.constantFrom('ann', 'ben', 'cid'),
      sku: fc.string({ minLength: 1, maxLength: 2 }),
      untrusted: fc.boolean(),
      attempts: fc.nat({ max: 2 }),
    });
    const page = fc.uniqueArray(due, { selector: ({ seller_id, sku }) => `${seller_id}/${sku}` });
    fc.assert(
      fc.property(page, fc.integer({ min: 1, max: 20 }), (offers, max_offers) => {
        const units = dividePage(offers, { partitions: PARTITIONS, max_offers });
        expect(new Set(units.flatMap((unit) => unit.offers))).toEqual(new Set(offers));
        expect(units.flatMap((unit) => unit.offers)).toHaveLength(offers.length);
        for (const unit of units) {
          expect(unit.offers.length).toBeLessThanOrEqual(max_offers);
          const of = new Set(
            unit.offers.map(
              ({ sku, untrusted, attempts }) => `${skuPartition(sku, 4)} ${untrusted} ${attempts}`,
            ),
          );
          expect(of.size).toBe(1);
          // No other offer of its kind is between its keys.
          const [first, last] = [unit.offers[0]?.sku ?? '', unit.offers.at(-1)?.sku ?? ''];
          const between = offers.filter(
            (one) =>
              !unit.offers.includes(one) &&
              of.has(`${skuPartition(one.sku, 4)} ${one.untrusted} ${one.attempts}`) &&
              one.sku > first &&
              one.sku < last,
          );
          expect(between).toEqual([]);
        }
      }),
    );
  });
});
