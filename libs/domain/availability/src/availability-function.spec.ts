import { describe, expect, it } from '@jest/globals';
import { type AvailabilityChange, AvailabilityInvariantError, functionOf, initialAvailability, type Quantities } from './index.js';

const received: AvailabilityChange = {
  version: 1, operation: 'I', status: 'accepted', quantity: 5, delta_quantity: 5, from_bucket: null, from_location: null,
  to_bucket: 'sellable', to_location: 'a', event_time_ms: 1, accepted_at_ms: 2,
};
const shipped: AvailabilityChange = {
  ...received, version: 2, operation: 'D', quantity: 4, delta_quantity: -4, from_bucket: 'sellable', from_location: 'a', to_bucket: null, to_location: null,
};
const name = { name: 'x', version: 2, digest: 'd' };
const holdBack = functionOf({ ...name, apply: (_state, _change, base) => ({ ...base, sellable: Math.max(0, base.sellable - 2) }) });

describe('a candidate', () => {
  it('is folded like the built-in function, from the units at the locations', () => {
    const first = holdBack.apply(initialAvailability(), received);
    expect(first).toMatchObject({ version: 1, sellable: 3, stock_on_hand: 5, event_time_ms: 1, accepted_at_ms: 2 });
    expect(holdBack.apply(first, shipped)).toMatchObject({ version: 2, sellable: 0, stock_on_hand: 1 });
  });

  it.each<[string, (base: Quantities) => unknown]>([
    ['nothing', () => undefined],
    ['less than nothing', (base) => ({ ...base, sellable: -1 })],
    ['a fraction', (base) => ({ ...base, reserved: 0.5 })],
    ['text', (base) => ({ ...base, damaged: '1' })],
    ['no locations', (base) => ({ ...base, locations: null })],
    ['an error', () => { throw new RangeError('oh'); }],
  ])('that answers %s contradicts the history', (_what, answer) => {
    const wrong = functionOf({ ...name, apply: (_state, _change, base) => answer(base) });
    expect(() => wrong.apply(initialAvailability(), received)).toThrow(AvailabilityInvariantError);
  });
});
