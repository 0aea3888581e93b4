import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { forgetCopy, noteCopy } from './copies.js';

describe('the copies of ingestion', () => {
  let database: TestDatabase;
  const [one, other] = [randomUUID(), randomUUID()];
  const note = (copy_id: string) => noteCopy(database.pool, copy_id, 6_000);
  const silentFor = (copy_id: string, seconds: number) =>
    database.pool.query(
      'UPDATE ingestion_copy SET seen_at = now() - make_interval(secs => $2) WHERE copy_id = $1',
      [copy_id, seconds],
    );
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE ingestion_copy'));

  it('are counted, each once', async () => {
    expect([await note(one), await note(one), await note(other), await note(one)]).toEqual([1, 1, 2, 2]);
  });

  it.each<[string, number, number, number]>([
    ['a moment', 5, 2, 2],
    ['some time', 7, 1, 2],
    ['a long time, and is forgotten', 61, 1, 1],
  ])('one that was silent for %s', async (_how, seconds, copies, rows) => {
    await note(other);
    await silentFor(other, seconds);
    expect(await note(one)).toBe(copies);
    expect((await database.pool.query('SELECT 1 FROM ingestion_copy')).rows).toHaveLength(rows);
  });

  it('one that ends does not count', async () => {
    await note(other);
    await forgetCopy(database.pool, other);
    expect(await note(one)).toBe(1);
  });
});
