import { expect, it } from '@jest/globals';
import { anEvent } from '@stockproof/testing/kit';
import { refuseTwice } from './refuse-twice.js';
import { validateUpdate } from './validate-update.js';

const NOW_MS = Date.parse('2026-07-01T00:00:00Z');

/** The codes of a request whose events have these ids; an event with `!` is invalid. */
function codes(ids: readonly string[]): string[] {
  const events = ids.map((id, index) =>
    anEvent({
      event_id: id.replace('!', ''),
      sku: `s${index}`,
      quantity: id.endsWith('!') ? 0 : 1,
      seller_id: 'ann',
    }),
  );
  const validated = events.map((event) => validateUpdate(event, 'ann', NOW_MS));
  return refuseTwice(validated).map((one) => (one.ok ? 'ok' : one.problem.code));
}

it.each<[string, string[], string[]]>([
  ['ids of their own', ['a', 'b'], ['ok', 'ok']],
  ['one id twice', ['a', 'a'], ['ok', 'event_id_twice']],
  [
    'one id three times, others between',
    ['a', 'b', 'a', 'a'],
    ['ok', 'ok', 'event_id_twice', 'event_id_twice'],
  ],
  ['ids that differ in case', ['a', 'A'], ['ok', 'ok']],
  ['the first of them invalid', ['a!', 'a'], ['invalid_quantity', 'ok']],
  ['the second invalid for a reason of its own', ['a', 'a!'], ['ok', 'invalid_quantity']],
])('%s', (_what, ids, expected) => expect(codes(ids)).toEqual(expected));

it('names the index of the first', () => {
  const event = anEvent({ event_id: 'a', sku: 's', quantity: 1, seller_id: 'ann' });
  const [, , second] = refuseTwice([7, event, event].map((one) => validateUpdate(one, 'ann', NOW_MS)));
  expect(second?.ok === false && second.problem.message).toContain('index 1');
});
