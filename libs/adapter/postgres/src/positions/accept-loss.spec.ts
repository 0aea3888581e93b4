import { describe, expect, it } from '@jest/globals';
import { beginsAgainAt, type Loss } from './accept-loss.js';

const NOW = { topic_id: 'new', ends: new Map([[3, { low: 2, high: 9 }]]) };

describe('a position is reset', () => {
  it.each<[string, string | null, number | null, number, Loss, number | null]>([
    ['in another topic', 'old', 5, 3, 'other_log', 2],
    ['in another topic, though it would be beyond it', 'old', 50, 3, 'other_log', 2],
    ['in another topic that it has not read', 'old', null, 3, 'other_log', 2],
    ['beyond the end of its own', 'new', 10, 3, 'other_log', 2],
    ['of before ids were kept, beyond the end', null, 10, 3, 'other_log', 2],
    ['not at the end', 'new', 9, 3, 'other_log', null],
    ['not within', 'new', 5, 3, 'other_log', null],
    ['not before the beginning: that is the other loss', 'new', 1, 3, 'other_log', null],
    ['not of before ids were kept', null, 5, 3, 'other_log', null],
    ['not in a partition that is not there', 'old', 5, 4, 'other_log', null],
    ['where the beginning was deleted', 'new', 1, 3, 'lost_history', 2],
    ['where it was, of before ids were kept', null, 0, 3, 'lost_history', 2],
    ['not at the beginning', 'new', 2, 3, 'lost_history', null],
    ['not beyond the end: that is the other loss', 'new', 10, 3, 'lost_history', null],
    ['not in another topic: that is the other loss', 'old', 1, 3, 'lost_history', null],
    ['not where nothing was read yet: it begins there anyway', 'new', null, 3, 'lost_history', null],
    ['not in a partition that is not there, whatever was deleted', 'new', 1, 4, 'lost_history', null],
  ])('%s', (_name, topic_id, next_offset, partition, loss, expected) => {
    expect(beginsAgainAt(loss, { topic: 't', partition, topic_id, next_offset }, NOW)).toBe(expected);
  });
});
