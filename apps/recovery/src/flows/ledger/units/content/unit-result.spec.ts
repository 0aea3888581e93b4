import { describe, expect, it } from '@jest/globals';
import { checkOf, notCovered } from '@stockproof/verification';
import { parseUnitResult, type UnitEvidence, UnitResultError, unitResultText } from './unit-result.js';

const COUNTS = { read: 5, applied: 4, late: 1, duplicate: 0, skipped: 0 };
const CHAIN = 'c'.repeat(64);
const example = {
  seller_id: null,
  sku: '\u0000\ud800',
  expected: 'a',
  found: '\u2028"',
  first_differing_version: 3,
};
const result: UnitEvidence = {
  found: {
    checks: [checkOf('a', 3, []), checkOf('b', 3, [example]), notCovered('c', 'late')],
    counts: { table: COUNTS, cdc: COUNTS },
    schema: { versions: [1, 2], fingerprints: ['f'] },
    duplicates_skipped: 2,
    state_digest: 'd'.repeat(64),
    wrong: ['x'],
  },
  heads: [{ seller_id: 'ann', sku: 'm', version: 7, chain_digest: CHAIN }],
};
const range = { from: 'm', to: 'n' };

/** The result with a member at this path changed. */
function changed(path: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(unitResultText(result)) as Record<string | number, unknown>;
  let at = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>;
  at[path.at(-1) ?? ''] = value;
  return JSON.stringify(copy);
}

describe('the result of a unit', () => {
  it('is read as it was written, whatever texts it has', () => {
    expect(parseUnitResult(unitResultText(result), range)).toEqual(result);
  });

  it.each<[string, string]>([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['no checks', changed(['found', 'checks'], [])],
    ['another status', changed(['found', 'checks', 0, 'status'], 'trusted')],
    ['a pass with failures', changed(['found', 'checks', 0, 'failures'], 1)],
    ['a failure without failures', changed(['found', 'checks', 1, 'failures'], 0)],
    ['less than nothing compared', changed(['found', 'checks', 0, 'compared'], -1)],
    ['a fraction of an event', changed(['found', 'counts', 'table', 'read'], 1.5)],
    ['a text as a count', changed(['found', 'duplicates_skipped'], '2')],
    ['another digest', changed(['found', 'state_digest'], 'D')],
    ['a member that nobody knows', changed(['found', 'more'], 1)],
    ['a head of another range', changed(['heads', 0, 1], 'n')],
    ['a head of no version', changed(['heads', 0, 2], 0)],
    ['a head without a chain', changed(['heads', 0, 3], '')],
    ['an offer twice', changed(['heads', 1], ['ann', 'm', 8, CHAIN])],
  ])('is refused with %s', (_what, text) =>
    expect(() => parseUnitResult(text, range)).toThrow(UnitResultError),
  );
});
