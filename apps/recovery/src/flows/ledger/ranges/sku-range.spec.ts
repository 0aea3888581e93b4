import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { selectorOf } from '../../scope/scope-selector.js';
import { compareSkus, isWithin, skuRangesFrom, selectorOfRange } from './sku-range.js';

const sku = fc.string({ unit: 'grapheme', maxLength: 6 });

describe('the order of SKUs', () => {
  it('is that of their UTF-8 bytes', () =>
    fc.assert(
      fc.property(sku, sku, (a, b) => {
        expect(Math.sign(compareSkus(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    ));

  it('also where UTF-16 has another one', () => {
    const [last_of_bmp, beyond] = ['\uff5e', '\u{1f600}'];
    expect(beyond < last_of_bmp).toBe(true);
    expect(compareSkus(beyond, last_of_bmp)).toBeGreaterThan(0);
  });
});

describe('ranges', () => {
  it.each<[string, readonly string[], number]>([
    ['no beginning gives one range of everything', [], 1],
    ['two give three', ['b', 'd'], 3],
    ['the same twice counts once', ['b', 'b'], 2],
    ['the empty text begins the first one anyway', ['', 'b'], 2],
  ])('%s', (_what, begins, count) => {
    expect(skuRangesFrom(begins)).toHaveLength(count);
  });

  it('together hold every text once', () =>
    fc.assert(
      fc.property(fc.array(sku, { maxLength: 5 }), sku, (some, wanted) => {
        const ranges = skuRangesFrom([...some].sort(compareSkus));
        expect(ranges.filter((range) => isWithin(range, wanted))).toHaveLength(1);
      }),
    ));

  it('select by the same bounds in the ledger, in sealed history and in messages', () => {
    const selector = selectorOfRange({ from: "b'", to: 'd' }, selectorOf({ type: 'all' }, 8, []));
    expect(selector.condition).toBe(`(sku >= 'b''' AND sku < 'd')`);
    expect(selector.sealed).toEqual({ type: 'skus', from: "b'", to: 'd' });
    expect(['b', "b'", 'c', 'd'].filter((one) => selector.wanted('any', one))).toEqual(["b'", 'c']);
  });
});
