import { describe, expect, it } from '@jest/globals';
import { lagBetween, nextCeiling } from './brake.js';

describe('nextCeiling', () => {
  it.each<[string, number | null, number, number | null]>([
    ['no lag, no ceiling', null, 0, null],
    ['lag: a ceiling appears', null, 5_000, 25_000],
    ['lag goes on: halved', 25_000, 5_000, 12_500],
    ['never below the least', 1_000, 99_999, 1_000],
    ['lag is gone: eased', 8_000, 0, 10_000],
    ['eased until it no longer binds', 45_000, 0, null],
  ])('%s', (_name, ceiling, lag, expected) => expect(nextCeiling(ceiling, lag)).toBe(expected));
});

describe('lagBetween', () => {
  const ends = new Map([[0, { high: 10 }], [1, { high: 5 }]]);
  const at = (...offsets: number[]) => offsets.map((next_offset, partition) => ({ partition, next_offset }));

  it.each<[string, ReturnType<typeof at>, number]>([
    ['all partitions together', at(4, 2), 9],
    ['none that is caught up', at(10, 5), 0],
    ['none that is ahead of the end it knows', at(12, 4), 1],
    ['none of a partition without an end', at(10, 5, 7), 0],
    ['none of nothing', at(), 0],
  ])('counts %s', (_name, positions, lag) => expect(lagBetween(ends, positions)).toBe(lag));
});
