import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { noteFreshness } from './note-freshness.js';

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
  const { rows } = await database.pool.query<{ partition: number; as_of: Date }>(
    'SELECT partition, as_of FROM partition_freshness WHERE topic = $1',
    [topic],
  );
  expect(Object.fromEntries(rows.map(({ partition, as_of }) => [partition, as_of.getTime()]))).toEqual(kept);
});
