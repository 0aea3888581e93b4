import { describe, expect, it } from '@jest/globals';
import { afterNothingToClaim, chooseSet, type Helper, shareOf } from './decide-units.js';

const set = (set_id: string, coordinator = 'other', code_version = 'v1') => ({
  set_id,
  coordinator,
  code_version,
});
const me: Helper = { holder: 'me', code_version: 'v1', coordinating: 0, refused: new Set(['refused']) };

describe('the set that a process works on next', () => {
  it.each<[string, ReturnType<typeof set>[], Partial<Helper>, string | null]>([
    ['none is open', [], {}, null],
    ['one of another process', [set('a')], {}, 'a'],
    ['the oldest', [set('a'), set('b')], {}, 'a'],
    ['its own', [set('a', 'me')], {}, null],
    ['one of other code', [set('a', 'other', 'v2')], {}, null],
    ['one that it could not work on', [set('refused')], {}, null],
    [
      'the next that it can work on',
      [set('a', 'me'), set('refused'), set('b', 'other', 'v2'), set('c')],
      {},
      'c',
    ],
    ['while it coordinates', [set('a')], { coordinating: 1 }, null],
  ])('%s', (_what, open, change, chosen) =>
    expect(chooseSet(open, { ...me, ...change })?.set_id ?? null).toBe(chosen),
  );
});

describe('a process that finds no unit to claim', () => {
  it.each<[string, Parameters<typeof afterNothingToClaim>[0], boolean, string]>([
    ['all are done', { alive: true, units: 3, done: 3 }, false, 'complete'],
    ['all are done, the coordinator', { alive: true, units: 3, done: 3 }, true, 'complete'],
    [
      'all are done, and the coordinator was stopped meanwhile',
      { alive: false, units: 3, done: 3 },
      true,
      'complete',
    ],
    ['others work', { alive: true, units: 3, done: 2 }, false, 'wait'],
    ['others work for the coordinator', { alive: true, units: 3, done: 2 }, true, 'wait'],
    ['the coordinator is dead', { alive: false, units: 3, done: 2 }, false, 'gone'],
    [
      'the coordinator was stopped for longer than its lease',
      { alive: false, units: 3, done: 2 },
      true,
      'wait',
    ],
    ['the set was removed', null, false, 'gone'],
    ['the set was removed under its coordinator', null, true, 'gone'],
  ])('%s', (_what, state, is_coordinator, then) =>
    expect(afterNothingToClaim(state, is_coordinator)).toBe(then),
  );
});

describe('the share of a limit', () => {
  it.each<[number | null, number, number | null]>([
    [null, 3, null],
    [900, 1, 900],
    [900, 3, 300],
    [900, 0, 900],
  ])('%p events a second for %i processes', (limit, processes, share) =>
    expect(shareOf(limit, processes)).toBe(share),
  );
});
