import { describe, expect, it } from '@jest/globals';
import type { SegmentManifest } from '../manifest/manifest.js';
import { segmentsToMerge } from './segments-to-merge.js';

/** Segments of these levels, one after another; null is a hole. */
function segments(levels: readonly (number | null)[]): SegmentManifest[] {
  return levels.flatMap((level, at) =>
    level === null ? [] : [{ level, from_offset: at, to_offset: at + 1 } as SegmentManifest],
  );
}

describe('the segments to merge', () => {
  it.each<[string, (number | null)[], number, number[] | null]>([
    // levels, fan-in, offsets of the chosen
    ['none', [], 2, null],
    ['too few', [0], 2, null],
    ['enough', [0, 0], 2, [0, 1]],
    ['the oldest of more', [0, 0, 0, 0, 0], 3, [0, 1, 2]],
    ['the lowest level first', [1, 1, 0, 0], 2, [2, 3]],
    ['a higher level', [1, 1, 0], 2, [0, 1]],
    ['neighbours only', [0, 1, 0, 1], 2, null],
    ['not over a hole', [0, null, 0, 0], 3, null],
    ['after a hole', [0, null, 0, 0], 2, [2, 3]],
  ])('%s', (_what, levels, fan_in, chosen) => {
    const found = segmentsToMerge(segments(levels), fan_in);
    expect(found?.map(({ from_offset }) => from_offset) ?? null).toEqual(chosen);
  });

  it.each([0, 1, 2.5, NaN])('are not %s at once', (fan_in) =>
    expect(() => segmentsToMerge([], fan_in)).toThrow(RangeError),
  );
});
