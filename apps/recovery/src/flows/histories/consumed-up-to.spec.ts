import { describe, expect, it } from '@jest/globals';
import { consumedUpTo } from './consumed-up-to.js';

const NOW = { topic_id: 'new', ends: new Map([[3, { low: 2, high: 9 }]]) };

describe('consumedUpTo', () => {
  it.each<[string, string | null, number, number, typeof NOW | null, number]>([
    // topic of the position, its next offset, its partition, the log; what of it was taken
    ['a position in this log', 'new', 7, 3, NOW, 7],
    ['one at its end', 'new', 9, 3, NOW, 9],
    ['one of a topic that was made again', 'old', 7, 3, NOW, 0],
    ['one beyond the end', 'new', 10, 3, NOW, 0],
    ['one of a topic that nobody knows yet', null, 7, 3, NOW, 7],
    ['one beyond the end, of a topic that nobody knows yet', null, 10, 3, NOW, 0],
    ['one of a partition that is not there', 'new', 7, 4, NOW, 0],
    ['one of a topic that is gone', 'new', 7, 3, null, 0],
  ])('%s', (_what, topic_id, next_offset, partition, now, expected) => {
    expect(consumedUpTo([{ partition, topic_id, next_offset }], now)).toEqual(
      new Map([[partition, expected]]),
    );
  });
});
