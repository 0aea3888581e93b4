import { describe, expect, it } from '@jest/globals';
import { beginsAgainAt } from './accept-other-log.js';

const NOW = { topic_id: 'new', ends: new Map([[3, { low: 2, high: 9 }]]) };

describe('a position begins again', () => {
  it.each<[string, string | null, number | null, number, number | null]>([
    ['in another topic', 'old', 5, 3, 2],
    ['in another topic, though it would be beyond it', 'old', 50, 3, 2],
    ['in another topic that it has not read', 'old', null, 3, 2],
    ['beyond the end of its own', 'new', 10, 3, 2],
    ['of before ids were kept, beyond the end', null, 10, 3, 2],
    ['not at the end', 'new', 9, 3, null],
    ['not within', 'new', 5, 3, null],
    ['not before the beginning: that history is lost, which is accepted elsewhere', 'new', 1, 3, null],
    ['not of before ids were kept', null, 5, 3, null],
    ['not in a partition that is not there', 'old', 5, 4, null],
  ])('%s', (_name, topic_id, next_offset, partition, expected) => {
    expect(beginsAgainAt({ topic: 't', partition, topic_id, next_offset }, NOW)).toBe(expected);
  });
});
