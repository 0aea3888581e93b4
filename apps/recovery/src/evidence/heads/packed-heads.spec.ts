import { describe, expect, it } from '@jest/globals';
import { type ChainHead, EMPTY_ROOT } from '@stockproof/evidence';
import fc from 'fast-check';
import { headsIn } from './heads.js';
import { PackedHeads } from './packed-heads.js';

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !text.includes('\u001f') && text.isWellFormed());
const head: fc.Arbitrary<ChainHead> = fc.record({
  seller_id: name,
  sku: name,
  version: fc.nat(),
  chain_digest: fc.constantFrom('a', 'b').map((digit) => digit.repeat(64)),
});

describe('packed heads', () => {
  it('are the heads that were added, with the root that they have in memory', () =>
    fc.assert(
      fc.property(fc.array(fc.array(head, { maxLength: 9 }), { maxLength: 9 }), (pieces) => {
        const packed = new PackedHeads();
        for (const piece of pieces) packed.add(piece);
        const all = headsIn(pieces.flat());
        expect([...packed.pages()].flat()).toEqual([...all.pages()].flat());
        expect([packed.count, packed.root()]).toEqual([all.count, all.root()]);
      }),
    ));

  it('are in pages, over the borders of blocks too', () => {
    const heads = Array.from({ length: 30_000 }, (_none, at) => ({
      seller_id: `ann-${at % 7}`,
      sku: `sku-${at}`,
      version: at,
      chain_digest: 'c'.repeat(64),
    }));
    const packed = new PackedHeads();
    packed.add(heads.slice(0, 11));
    packed.add(heads.slice(11));
    expect([...packed.pages()].map(({ length }) => length)).toEqual([20_000, 10_000]);
    expect([...packed.pages()].flat()).toEqual(heads);
    expect(packed.root()).toBe(headsIn(heads).root());
  });

  it('without one have the root of nothing', () => {
    expect([new PackedHeads().root(), headsIn([]).root()]).toEqual([EMPTY_ROOT, EMPTY_ROOT]);
    expect([...new PackedHeads().pages(), ...headsIn([]).pages()]).toEqual([]);
  });
});
