import { describe, expect, it } from '@jest/globals';
import { knownRows, shareOfShard } from './known-rows.js';

interface Row {
  readonly parts: number;
}

describe('the rows that a shard caches', () => {
  const weigh = ({ parts }: Row): number => parts;

  it.each<[string, readonly number[], readonly string[]]>([
    ['as many as weigh no more than its limit', [3, 3, 4], ['0', '1', '2']],
    ['the newest, when there are more', [4, 4, 4], ['1', '2']],
    ['none that weighs more than the limit alone', [1, 11, 1], ['0', '2']],
    ['one without parts as one row', [0, 0, 9], ['1', '2']],
  ])('are %s', (_what, weights, kept) => {
    const rows = knownRows<Row>(weigh, 10);
    weights.forEach((parts, index) => rows.set(String(index), { parts }));
    expect([...rows.keys()].sort()).toEqual(kept);
  });

  it('are the ones used last', () => {
    const rows = knownRows<Row>(weigh, 2);
    rows.set('a', { parts: 1 });
    rows.set('b', { parts: 1 });
    rows.get('a');
    rows.set('c', { parts: 1 });
    expect([rows.has('a'), rows.has('b'), rows.has('c')]).toEqual([true, false, true]);
  });

  it.each([
    [40_000, 8, 5_000],
    [10, 3, 3],
    [1, 8, 1],
  ])('%d over %d partitions are %d each', (all, partitions, share) =>
    expect(shareOfShard(all, partitions)).toBe(share),
  );
});
