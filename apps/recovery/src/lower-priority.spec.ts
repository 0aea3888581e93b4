import { describe, expect, it } from '@jest/globals';
import { lowerPriority } from './lower-priority.js';

const BELOW_NORMAL = 10;

describe('lowerPriority', () => {
  it.each<[string, number, boolean, number, number]>([
    ['a process of normal priority', 0, false, BELOW_NORMAL, 0],
    ['one that was raised', -5, false, BELOW_NORMAL, 0],
    ['one that has it', BELOW_NORMAL, false, BELOW_NORMAL, 0],
    ['one that is lower: raising it would be refused', 19, false, 19, 0],
    ['one whose system refuses', 0, true, 0, 1],
  ])('%s', (_name, before, refuses, after, warnings) => {
    let [priority, warned] = [before, 0];
    const set = (to: number): void => {
      if (refuses) throw new Error('EACCES');
      priority = to;
    };
    lowerPriority({ warn: () => (warned += 1) }, { get: () => priority, set });
    expect([priority, warned]).toEqual([after, warnings]);
  });
});
