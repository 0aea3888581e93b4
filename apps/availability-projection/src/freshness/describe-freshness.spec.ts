import { expect, it } from '@jest/globals';
import { describeFreshness } from './describe-freshness.js';

const NOW_MS = 100_000;

it.each<[string, [number, number][], [string, number | null, (number | null)[]]]>([
  // partition and time noted; status of the view, oldest age, ages by partition
  [
    'each is within the bound',
    [
      [0, 98_000],
      [1, 95_000],
    ],
    ['current', 5_000, [2_000, 5_000]],
  ],
  [
    'one is beyond it by a millisecond',
    [
      [0, 98_000],
      [1, 94_999],
    ],
    ['stale', 5_001, [2_000, 5_001]],
  ],
  ['one was never complete', [[1, 98_000]], ['stale', null, [null, 2_000]]],
  [
    'the write side’s clock is ahead',
    [
      [0, 100_001],
      [1, 98_000],
    ],
    ['current', 2_000, [0, 2_000]],
  ],
  ['nothing is noted', [], ['stale', null, [null, null]]],
])('%s', (_case, noted, [status, oldest_ms, ages]) => {
  const stored = noted.map(([partition, as_of_ms]) => ({ partition, as_of: new Date(as_of_ms) }));
  const freshness = describeFreshness({ topic: 't', partitions: 2, stored, bound_ms: 5_000, now_ms: NOW_MS });
  expect(freshness).toMatchObject({ status, oldest_ms, bound_ms: 5_000 });
  expect(freshness.partitions.map(({ partition, age_ms }) => [partition, age_ms])).toEqual([
    [0, ages[0]],
    [1, ages[1]],
  ]);
});
