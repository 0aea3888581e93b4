import { describe, expect, it } from '@jest/globals';
import type { KnownHead } from '@stockproof/verification';
import { skuPartition } from '@stockproof/events';
import { attestedHeads } from './attested-heads.js';

const heads: KnownHead[] = ['a', 'b', 'c', 'd'].map((sku) => ({
  seller_id: 's',
  sku,
  version: 3,
  chain_digest: 'ab',
}));
const ranges = (truncated: readonly number[]) =>
  [0, 1, 2, 3].map((partition) => ({
    topic: 't',
    partition,
    from_offset: truncated.includes(partition) ? 7 : 0,
    to_offset: 9,
  }));

describe('attested heads', () => {
  it.each<[string, readonly number[]]>([
    ['for nothing where topics are whole', []],
    ['for the offers of a partition that is not', [1]],
    ['for all', [0, 1, 2, 3]],
  ])('%s', (_name, truncated) => {
    const expected = heads.filter(({ sku }) => truncated.includes(skuPartition(sku, 4)));
    expect(attestedHeads(heads, ranges(truncated), 4)).toEqual(expected);
  });
});
