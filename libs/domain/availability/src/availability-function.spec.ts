import { describe, expect, it } from '@jest/globals';
import { aChange } from '@stockproof/testing/kit';
import {
  type AvailabilityChange,
  AvailabilityInvariantError,
  functionOf,
  initialAvailability,
} from './index.js';

const received = aChange(1, { quantity: 5, to_location: 'a', event_time_ms: 10, accepted_at_ms: 2 });
const shipped: AvailabilityChange = {
  ...received,
  version: 2,
  operation: 'D',
  quantity: 4,
  delta_quantity: -4,
  from_bucket: 'sellable',
  from_location: 'a',
  to_bucket: null,
  to_location: null,
  event_time_ms: 1,
  accepted_at_ms: 3,
};
const name = { name: 'x', version: 2, digest: 'd' };
const answering = (...answers: unknown[]) =>
  functionOf({ ...name, answer: () => Promise.resolve([answers]) });
const runs = [{ state: initialAvailability(), changes: [received, shipped] }];

describe('a candidate', () => {
  it('is called once for all runs, with quantities and changes by value', async () => {
    const asked: unknown[] = [];
    const state = {
      ...initialAvailability(),
      version: 4,
      sellable: 2,
      stock_on_hand: 9,
      locations: new Map([['b', 2]]),
    };
    await functionOf({
      ...name,
      answer: async (all) => {
        asked.push(...all);
        return [];
      },
    }).prepare([{ state, changes: [{ ...received, version: 5 }] }]);
    expect(asked).toEqual([
      [[9, 2, 0, 0, 0, ['b', 2]], [[5, 'I', 'accepted', 5, 5, null, null, 'sellable', 'a', 10, 2]]],
    ]);
    await functionOf({ ...name, answer: () => Promise.reject(new Error('nobody is to be asked')) }).prepare(
      [],
    );
  });

  it('decides quantities; versions and times come from the change', async () => {
    const apply = await answering([5, 3, 0, 0, 0, ['a', 5]], [1, 0, 0, 0, 0, ['a', 1]]).prepare(runs);
    const first = apply(initialAvailability(), received);
    expect(first).toEqual({
      version: 1,
      stock_on_hand: 5,
      sellable: 3,
      reserved: 0,
      damaged: 0,
      return_to_vendor: 0,
      locations: new Map([['a', 5]]),
      event_time_ms: 10,
      newest_event_time_ms: 10,
      accepted_at_ms: 2,
    });
    expect(apply(first, shipped)).toMatchObject({
      version: 2,
      sellable: 0,
      stock_on_hand: 1,
      event_time_ms: 1,
      newest_event_time_ms: 10,
      accepted_at_ms: 3,
    });
    expect(() => apply(initialAvailability(), shipped)).toThrow('version 2 does not follow 0');
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['why it has none', 'the candidate failed: oh'],
    ['an object', { sellable: 1 }],
    ['less than nothing', [5, -1, 0, 0, 0, []]],
    ['a fraction', [5, 1, 0.5, 0, 0, []]],
    ['text', [5, 1, 0, '1', 0, []]],
    ['too few', [5, 1]],
    ['more than can be counted', [2 ** 53, 1, 0, 0, 0, []]],
    ['no locations', [5, 1, 0, 0, 0, null]],
    ['a location without units', [5, 1, 0, 0, 0, ['a']]],
    ['a location with a text', [5, 1, 0, 0, 0, ['a', '5']]],
  ])('that answers %s contradicts the history', async (_what, answer) => {
    const apply = await answering(answer).prepare(runs);
    expect(() => apply(initialAvailability(), received)).toThrow(AvailabilityInvariantError);
  });

  it('that cannot be called fails at once', () =>
    expect(
      functionOf({ ...name, answer: () => Promise.reject(new Error('gone')) }).prepare(runs),
    ).rejects.toThrow('gone'));
});
