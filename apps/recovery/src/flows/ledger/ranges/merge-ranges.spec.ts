import { describe, expect, it } from '@jest/globals';
import type { CheckResult } from '@stockproof/evidence';
import { checkOf, notCovered } from '@stockproof/verification';
import { mergeRanges, type RangeResult } from './merge-ranges.js';

const COUNTS = { read: 5, applied: 1, late: 1, duplicate: 1, skipped: 2 };
const wrong = (sku: string) => ({
  seller_id: 'ann',
  sku,
  expected: 'a',
  found: 'b',
  first_differing_version: null,
});
const pass = checkOf('c', 3, []);
const fail = (sku: string): CheckResult => checkOf('c', 2, [wrong(sku)]);

function result(check: CheckResult, change: Partial<RangeResult> = {}): RangeResult {
  return {
    checks: [check],
    counts: { table: COUNTS, cdc: COUNTS },
    schema: { versions: [2], fingerprints: ['f'] },
    duplicates_skipped: 1,
    state_digest: 'd'.repeat(64),
    wrong: [],
    ...change,
  };
}

describe('one check over ranges', () => {
  it.each<[string, CheckResult[], Partial<CheckResult>]>([
    ['passes if it passes in all', [pass, pass], { status: 'pass', compared: 6, failures: 0 }],
    ['fails if it fails in one', [pass, fail('s'), pass], { status: 'fail', compared: 8, failures: 1 }],
    [
      'has the counterexamples of all, in order',
      [fail('s'), fail('t')],
      { status: 'fail', failures: 2, counterexamples: [wrong('s'), wrong('t')] },
    ],
    [
      'is not covered if it is not in one',
      [pass, notCovered('c', 'late')],
      { status: 'not_covered', reason: 'late', compared: 0 },
    ],
    [
      'fails also if another range is not covered',
      [notCovered('c', 'late'), fail('s')],
      { status: 'fail', failures: 1 },
    ],
    [
      'that compared nothing anywhere compared nothing',
      [checkOf('c', 0, []), checkOf('c', 0, [])],
      { compared: 0 },
    ],
  ])('%s', (_what, checks, expected) => {
    expect(mergeRanges(checks.map((check) => result(check))).checks).toMatchObject([expected]);
  });
});

describe('results of ranges', () => {
  it('are summed and put one after the other', () => {
    const merged = mergeRanges([
      result(pass, { wrong: ['x'], schema: { versions: [1], fingerprints: ['f', 'g'] } }),
      result(pass),
    ]);
    expect(merged).toMatchObject({
      counts: { table: { read: 10, applied: 2, late: 2, duplicate: 2, skipped: 4 }, cdc: { read: 10 } },
      schema: { versions: [1, 2], fingerprints: ['f', 'g'] },
      duplicates_skipped: 2,
      wrong: ['x'],
    });
  });

  it.each<[string, CheckResult[]]>([
    ['lacks one', []],
    ['has another one', [checkOf('d', 3, [])]],
    ['has one twice', [pass, pass]],
  ])('are not merged if a range %s of the checks', (_what, checks) => {
    expect(() => mergeRanges([result(pass), result(pass, { checks })])).toThrow('instead of c');
  });

  it('have a digest of the state that depends on their order, and on one range alone', () => {
    const [a, b] = ['a', 'b'].map((one) => result(pass, { state_digest: one.repeat(64) })) as [
      RangeResult,
      RangeResult,
    ];
    expect(mergeRanges([a]).state_digest).toBe('a'.repeat(64));
    const [there, back] = [mergeRanges([a, b]).state_digest, mergeRanges([b, a]).state_digest];
    expect(there).toMatch(/^[0-9a-f]{64}$/);
    expect(back).not.toBe(there);
    expect(mergeRanges([a, b]).state_digest).toBe(there);
  });
});
