import { expect, it } from '@jest/globals';
import { countsText } from './counts-text.js';

const [EARLY, LATE] = ['2026-06-19T18:00:00.000Z', '2026-06-20T18:00:00.000Z'];

it.each<[string, readonly (readonly [counted_at: string | null, late: number])[], RegExp]>([
  ['nothing', [], /^Never counted\.$/],
  ['a bucket that was never counted', [[null, 0]], /^Never counted\.$/],
  [
    'the newest of its counts',
    [
      [EARLY, 0],
      [LATE, 0],
      [null, 0],
    ],
    /^Counted 2026-06-20[^;]*\.$/,
  ],
  ['one that is late', [[EARLY, 1]], /; 1 late movement since\.$/],
  [
    'some that are late, of two buckets',
    [
      [EARLY, 1],
      [LATE, 2],
    ],
    /; 3 late movements since\.$/,
  ],
])('tells when an offer was counted: %s', (_what, buckets, text) =>
  expect(
    countsText(buckets.map(([counted_at, late_since_count]) => ({ counted_at, late_since_count }))),
  ).toMatch(text),
);
