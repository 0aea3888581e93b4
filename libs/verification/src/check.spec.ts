import { describe, expect, it } from '@jest/globals';
import { checkOf, counterexample, covered, notCovered, offersFoundBy } from './check.js';

const found = counterexample({ seller_id: 'ann', sku: 's', expected: 0, found: null });
const pass = checkOf('c', 3, []);
const fail = checkOf('c', 3, [found]);

describe('a check', () => {
  it('passes if nothing was found, with the number compared', () => {
    expect(pass).toEqual({
      name: 'c',
      status: 'pass',
      compared: 3,
      reason: null,
      counterexamples: [],
      failures: 0,
    });
    expect(fail).toMatchObject({
      status: 'fail',
      compared: 3,
      failures: 1,
      counterexamples: [
        { seller_id: 'ann', sku: 's', expected: '0', found: 'nothing', first_differing_version: null },
      ],
    });
  });

  it('does not pass if it did not read everything, and fails if something was found', () => {
    expect([covered(pass, true, 'r'), covered(fail, true, 'r'), covered(fail, false, 'r')]).toEqual([
      pass,
      fail,
      fail,
    ]);
    expect(covered(pass, false, 'r')).toEqual({
      name: 'c',
      status: 'not_covered',
      compared: 0,
      reason: 'r',
      counterexamples: [],
      failures: 0,
    });
    expect(covered(pass, false, 'r')).toEqual(notCovered('c', 'r'));
  });

  it('names the offers that it found wrong, as far as it can', () => {
    const nobody = counterexample({ seller_id: null, sku: null, expected: 1, found: 2 });
    expect([offersFoundBy(checkOf('c', 3, [found, nobody])), offersFoundBy(undefined)]).toEqual([
      ['ann\u001fs'],
      [],
    ]);
  });
});
