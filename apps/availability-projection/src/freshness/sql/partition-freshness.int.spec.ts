import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { noteFreshness, readFreshness } from './partition-freshness.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(migrations);
});
afterAll(() => database.drop());

// Two processes may note at one moment: while a partition changes hands, and the slower one has the older beat.
it.each<[string, [number, number][], Record<number, number>]>([
  // marks in the order they come: partition and time; what is kept
  ['the first mark', [[0, 1_000]], { 0: 1_000 }],
  [
    'a later one',
    [
      [0, 1_000],
      [0, 2_000],
    ],
    { 0: 2_000 },
  ],
  [
    'an earlier one',
    [
      [0, 2_000],
      [0, 1_000],
    ],
    { 0: 2_000 },
  ],
  [
    'another partition',
    [
      [0, 2_000],
      [1, 1_000],
    ],
    { 0: 2_000, 1: 1_000 },
  ],
])('%s', async (topic, marks, kept) => {
  for (const [partition, as_of_ms] of marks)
    await noteFreshness(database.pool, topic, [{ partition, as_of_ms }]);
  const rows = await readFreshness(database.pool, topic);
  expect(Object.fromEntries(rows.map(({ partition, as_of }) => [partition, as_of.getTime()]))).toEqual(kept);
});

it('partitions are read in order, of one topic', async () => {
  for (const topic of ['read', 'other'])
    await noteFreshness(
      database.pool,
      topic,
      [10, 9].map((partition) => ({ partition, as_of_ms: 5_000 })),
    );
  const as_of = new Date(5_000);
  expect(await readFreshness(database.pool, 'read')).toEqual([
    { partition: 9, as_of },
    { partition: 10, as_of },
  ]);
});
