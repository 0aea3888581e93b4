import { expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { ConnectorRead } from '../sources/answers.js';
import { clearsIn, rateOf, total } from './figures.js';
import { addRestarts, type RestartsRead, restartsOf } from './restarts.js';

it.each<[number | null, number | null, number | null, number | null]>([
  [30, 10, 2, 10],
  [10, 10, 2, 0],
  [3, 10, 2, null],
  [null, 10, 2, null],
  [30, null, 2, null],
  [30, 10, null, null],
])('a counter of %p after %p, %p s later, grows by %p a second', (now, before, seconds, rate) =>
  expect(rateOf(now, before, seconds)).toBe(rate),
);

it.each<[number | null, number | null, number | null, number | null]>([
  [0, null, null, 0],
  [80, 100, 2, 8],
  [100, 100, 2, null],
  [120, 100, 2, null],
  [80, null, 2, null],
  [null, 100, 2, null],
])('a backlog of %p after %p, %p s later, is gone in %p s', (lag, before, seconds, clears) =>
  expect(clearsIn(lag, before, seconds)).toBe(clears),
);

it.each<[(number | null)[], number | null]>([
  [[1, 2], 3],
  [[1, null], null],
  [[], null],
])('the total of %p is %p', (numbers, sum) => expect(total(numbers)).toBe(sum));

const counted = (...counts: (number | null)[]): readonly RestartsRead[] =>
  counts.reduce<readonly RestartsRead[]>(
    (past, restarts, index) =>
      addRestarts(
        past,
        index * 60_000,
        restarts === null ? null : [partOf<ConnectorRead>({ name: 'c', restarts })],
      ),
    [],
  );

it.each<[string, (number | null)[], number]>([
  ['one poll says nothing', [7], 0],
  ['none', [7, 7], 0],
  ['some', [7, 8, 9], 2],
  ['a poll without an answer', [7, null, 9], 2],
  ['the command handler was started again', [7, 9, 1, 2], 4],
  ['only those of five minutes count', [0, 50, 51, 51, 51, 51, 51], 1],
])('restarts: %s', (_what, counts, restarts) => expect(restartsOf('c', counted(...counts))).toBe(restarts));

it('readings of restarts are bounded in number', () =>
  expect(counted(...Array<number>(100).fill(0)).length).toBe(6));
