import { describe, expect, it } from '@jest/globals';
import { freshnessMarks } from './freshness-marks.js';

const beat = {
  beat_at_ms: 1_000,
  highs: new Map([
    [0, 10],
    [1, 20],
  ]),
};

describe('freshnessMarks', () => {
  it.each<[string, [number, number][], number[]]>([
    ['owns nothing', [], []],
    [
      'all caught up',
      [
        [0, 10],
        [1, 20],
      ],
      [0, 1],
    ],
    [
      'one behind by one',
      [
        [0, 9],
        [1, 20],
      ],
      [1],
    ],
    [
      'beyond the beat',
      [
        [0, 11],
        [1, 19],
      ],
      [0],
    ],
    ['a partition without messages', [[2, 0]], [2]],
  ])('%s', (_name, positions, partitions) => {
    const marks = freshnessMarks(beat, new Map(positions));
    expect(marks).toEqual(partitions.map((partition) => ({ partition, as_of_ms: 1_000 })));
  });
});
