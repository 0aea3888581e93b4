import { describe, expect, it } from '@jest/globals';
import { nextCeiling } from './brake.js';

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
