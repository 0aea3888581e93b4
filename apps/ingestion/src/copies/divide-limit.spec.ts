import { expect, it } from '@jest/globals';
import { divideLimit } from './divide-limit.js';

it.each<[number, number, number, number]>([
  // limit, copies, at least, share
  [50_000, 1, 1_000, 50_000],
  [50_000, 2, 1_000, 25_000],
  [10_000, 3, 1_000, 3_334],
  [10_000, 100, 1_000, 1_000],
  [500, 2, 1_000, 500],
])('of %i, one of %i copies, at least %i: %i', (limit, copies, at_least, share) =>
  expect(divideLimit(limit, copies, at_least)).toBe(share),
);
