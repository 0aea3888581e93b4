import { afterEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { rotating, seedOfNow, testSeed } from './test-seed.js';

const given = process.env['STOCKPROOF_TEST_SEED'];
const set = (seed: string | undefined): void => {
  if (seed === undefined) delete process.env['STOCKPROOF_TEST_SEED'];
  else process.env['STOCKPROOF_TEST_SEED'] = seed;
};
afterEach(() => set(given));

describe('the seed of a test run', () => {
  it('is the seed that every property begins with', () => {
    expect(fc.readConfigureGlobal()).toMatchObject({ seed: testSeed() });
  });

  it.each([
    ['nothing', undefined, 1],
    ['0', '0', 0],
    ['29739900', '29739900', 29_739_900],
  ])('set to %s is a number', (_name, setting, seed) => {
    set(setting);
    expect(testSeed()).toBe(seed);
  });

  it.each(['seven', '-1', '1.5'])('set to %s is refused', (setting) => {
    set(setting);
    expect(testSeed).toThrow(`STOCKPROOF_TEST_SEED must be a whole number from 0, not ${setting}`);
  });

  it('gives every member of a list its turn', () => {
    const all = ['a', 'b', 'c', 'd', 'e'];
    expect(rotating(all, 2, 0)).toEqual(['a', 'b']);
    expect(rotating(all, 2, 2)).toEqual(['e', 'a']);
    expect(new Set([0, 1, 2].flatMap((seed) => rotating(all, 2, seed)))).toEqual(new Set(all));
  });

  it('of a long run is another one in the next minute', () => {
    const now_ms = Date.parse('2026-07-01T12:00:00Z');
    expect(seedOfNow(now_ms + 60_000)).toBe(seedOfNow(now_ms) + 1);
    expect(seedOfNow(now_ms + 59_999)).toBe(seedOfNow(now_ms));
  });
});
