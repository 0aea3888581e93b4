import { describe, expect, it } from '@jest/globals';
import { requireRoom } from './quota.js';

const QUOTA = { open_at_most: 3, units_at_most: 10, max_hold_s: 60 };

describe('a client', () => {
  it.each<[number, number, number, string | null]>([
    // open, units held, units asked for
    [0, 0, 10, null],
    [0, 0, 11, 'too_many_units'],
    [2, 9, 1, null],
    [2, 9, 2, 'too_many_units'],
    [3, 0, 1, 'too_many_reservations'],
    [0, Number.MAX_SAFE_INTEGER, 1, 'too_many_units'],
  ])('of %d reservations with %d units that asks for %d more: %s', (open, units, asked, code) => {
    const refused = (): string | null => {
      try {
        requireRoom({ open, units }, asked, QUOTA);
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(refused()).toBe(code);
  });
});
