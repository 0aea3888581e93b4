import { describe, expect, it } from '@jest/globals';
import type { OfferName } from '@stockproof/verification';
import type { Scope } from '@stockproof/recovery-run';
import { skuPartition } from '@stockproof/events';
import fc from 'fast-check';
import { offersInScope, selectorOf } from './scope-selector.js';

const PARTITIONS = 16;
const ANN = { seller_id: 'ann', sku: 's' };
const WINDOW: Scope = {
  type: 'by_time_window',
  from_event_time: '2026-06-19T18:00:00Z',
  to_event_time: '2026-06-19T19:00:00Z',
};

const select = (scope: Scope, selected: readonly OfferName[] = []) => selectorOf(scope, PARTITIONS, selected);

describe('selectorOf', () => {
  it.each<[string, Scope, OfferName[], string[], number]>([
    ['everything', { type: 'all' }, [], ['ann/s', 'ann/t', 'ben/s', 'ben/t'], PARTITIONS],
    ['a SKU of all sellers', { type: 'by_sku', skus: ['s'] }, [], ['ann/s', 'ben/s'], 1],
    ['a seller', { type: 'by_seller', seller_ids: ['ben'] }, [], ['ben/s', 'ben/t'], PARTITIONS],
    [
      'offers by name',
      { type: 'by_offer', offers: [ANN, { seller_id: 'ben', sku: 't' }] },
      [],
      ['ann/s', 'ben/t'],
      2,
    ],
    ['what a window touched', WINDOW, [ANN], ['ann/s'], 1],
    ['a window that touched nothing', WINDOW, [], [], 0],
  ])('selects %s', (_name, scope, selected, wanted, partitions) => {
    const selector = select(scope, selected);
    const names = ['ann/s', 'ann/t', 'ben/s', 'ben/t'].filter((name) =>
      selector.wanted(...(name.split('/') as [string, string])),
    );
    expect([names, selector.partitions.size]).toEqual([wanted, partitions]);
    for (const partition of selector.partitions) expect(partition).toBeLessThan(PARTITIONS);
  });

  it('reads the expected partitions of its SKUs', () => {
    const skus = ['a', 'b', '💡', 'polygenelubricants'];
    const expected_partitions = new Set(skus.map((sku) => skuPartition(sku, PARTITIONS)));
    expect(select({ type: 'by_sku', skus }).partitions).toEqual(expected_partitions);
  });

  it('quotes names in SQL', () => {
    const sku = `o'neill"\\`;
    expect(select({ type: 'by_sku', skus: [sku] }).condition).toBe(
      `sku = ANY (ARRAY[ E'o''neill"\\\\']::text[])`,
    );
    expect(select({ type: 'by_seller', seller_ids: [sku] }).condition).toBe(
      `seller_id = ANY (ARRAY[ E'o''neill"\\\\']::text[])`,
    );
    expect(select({ type: 'all' }).condition).toBe('true');
  });

  it('never misses a message about the scope, however JSON spells its name', () => {
    const name = fc.string({
      unit: fc.constantFrom('a', 'é', '"', '\\', '/', '💡', ' ', "'"),
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 30 }),
        fc.nat(),
        fc.boolean(),
        (names, at, escaped) => {
          const one = names[at % names.length] as string;
          const json = JSON.stringify({ seller_id: one, sku: one }).replaceAll('/', '\\/');
          const message = Buffer.from(json.replaceAll('a', escaped ? '\\u0061' : 'a'));
          const scopes: Scope[] = [
            { type: 'by_sku', skus: names },
            { type: 'by_seller', seller_ids: names },
            { type: 'by_offer', offers: names.map((sku) => ({ seller_id: sku, sku })) },
          ];
          for (const scope of scopes) expect(select(scope).mayHold(message)).toBe(true);
        },
      ),
    );
  });

  it('skips messages that cannot be about it', () => {
    const message = Buffer.from('{"seller_id":"ben","sku":"other"}');
    expect(select({ type: 'by_sku', skus: ['s'] }).mayHold(message)).toBe(false);
    expect(select({ type: 'by_offer', offers: [ANN] }).mayHold(message)).toBe(false);
    expect(select({ type: 'all' }).mayHold(message)).toBe(true);
    expect(select(WINDOW, [ANN]).mayHold(message)).toBe(false);
  });
});

describe('offersInScope', () => {
  const BEN = { seller_id: 'ben', sku: 't' };

  it.each<[string, Scope, readonly OfferName[], unknown]>([
    ['everything, whatever is known', { type: 'all' }, [ANN], 'all'],
    ['what is named, known or not', { type: 'by_offer', offers: [ANN] }, [], [ANN]],
    ['what is named and known, once', { type: 'by_offer', offers: [ANN] }, [ANN, ANN, BEN], [ANN, BEN]],
    ['what is known of a SKU', { type: 'by_sku', skus: ['t'] }, [BEN], [BEN]],
    ['nothing of a SKU that nobody knows', { type: 'by_sku', skus: ['t'] }, [], []],
  ])('is %s', (_name, scope, known, offers) => expect(offersInScope(select(scope), known)).toEqual(offers));
});
