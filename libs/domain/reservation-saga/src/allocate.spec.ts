import { expect, it } from '@jest/globals';
import { allocate, sellableTo } from './allocate.js';
import type { AllocationPolicy } from './reservation-events.js';

const FEWEST: AllocationPolicy = { policy: 'fewest_splits' };
const prefer = (...locations: string[]): AllocationPolicy => ({ policy: 'preference', locations });
const MAX = Number.MAX_SAFE_INTEGER;

/** `a 6, b 3` as units at locations. */
function known(text: string) {
  return text.split(', ').map((one) => {
    const [location_id = '', units] = one.split(' ');
    return { location_id, sellable: Number(units) };
  });
}

// The lines of the table in docs/semantics.md, and more.
it.each<[string, AllocationPolicy, number, string]>([
  ['a 6, b 4, c 9', FEWEST, 9, 'c 9'],
  ['a 6, b 4, c 9', FEWEST, 12, 'c 9, a 3'],
  ['a 6, b 4, c 9', FEWEST, 19, 'c 9, a 6, b 4'],
  ['a 6, b 4, c 9', FEWEST, 20, 'not enough of 19'],
  ['a 6, b 6', FEWEST, 4, 'a 4'],
  ['b 6, a 6', FEWEST, 7, 'a 6, b 1'],
  ['a 6, b 4, c 9', prefer('b', 'a'), 3, 'b 3'],
  ['a 6, b 4, c 9', prefer('b', 'a'), 7, 'b 4, a 3'],
  ['a 6, b 4, c 9', prefer('b', 'a'), 11, 'not enough of 10'],
  ['a 6, b 0, c 9', prefer('b', 'x', 'a'), 2, 'a 2'],
  ['a 0', FEWEST, 1, 'not enough of 0'],
  [`a ${MAX}, b ${MAX}`, FEWEST, MAX, `a ${MAX}`],
  [`a ${MAX - 1}, b 5`, FEWEST, MAX, `a ${MAX - 1}, b 1`],
])('%s by %j: %d gives %s', (there, policy, quantity, expected) => {
  const shares = allocate(policy, quantity, known(there));
  const text = shares?.map((one) => `${one.location_id} ${one.quantity}`).join(', ');
  expect(text ?? `not enough of ${sellableTo(policy, known(there))}`).toBe(expected);
});

it('what can be sold at all locations is at most the largest safe integer', () =>
  expect(sellableTo(FEWEST, known(`a ${MAX}, b 7`))).toBe(MAX));
