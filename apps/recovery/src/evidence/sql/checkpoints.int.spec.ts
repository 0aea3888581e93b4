import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { checkpointsAfter, insertCheckpoint, lastCheckpoint } from './checkpoints.js';

const checkpoint = (sequence: number) => ({
  sequence,
  previous_digest: 'p',
  heads: sequence * 2,
  merkle_root: 'm',
  key_id: 'k',
  signature: 's',
  taken_at: '2026-06-19T18:00:00.120Z',
});

describe('checkpoints', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
    expect(await lastCheckpoint(records.pool)).toBeNull();
    for (const sequence of [9, 10, 8]) await insertCheckpoint(records.pool, checkpoint(sequence));
  });
  afterAll(() => records.drop());

  it('the last one has the highest number, unchanged', async () => {
    expect(await lastCheckpoint(records.pool)).toEqual(checkpoint(10));
  });

  it.each<[string, number, number, number[]]>([
    ['all', 0, 9, [8, 9, 10]],
    ['after one, without it', 8, 9, [9, 10]],
    ['so many', 0, 2, [8, 9]],
    ['after the last', 10, 9, []],
  ])('are listed by number: %s', async (_what, after, limit, sequences) => {
    expect(await checkpointsAfter(records.pool, after, limit)).toEqual(sequences.map(checkpoint));
  });

  it('are unique by number', async () => {
    await expect(insertCheckpoint(records.pool, checkpoint(9))).rejects.toMatchObject({ code: '23505' });
  });
});
