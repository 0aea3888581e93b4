import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { clearGeneration } from './next-generation.js';
import { lockNext, nameLive, nameNext, readFunctions } from './projection-function.js';

const NEXT = { name: 'candidate', version: 7, digest: 'ab'.repeat(32) };

describe('the statements of projection_function', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => clearGeneration(database.pool));

  it('read the function of the live view, and of the next generation if one is built', async () => {
    const { live, next } = await readFunctions(database.pool);
    expect([live, next]).toEqual([
      { role: 'live', generation: 1, name: 'built-in', version: 1, digest: null, recovery_id: null },
      null,
    ]);
    await nameNext(database.pool, NEXT, 'rec');
    expect(await readFunctions(database.pool)).toEqual({
      live,
      next: { role: 'next', generation: 2, ...NEXT, recovery_id: 'rec' },
    });
  });

  it('allow one next generation at most', async () => {
    await nameNext(database.pool, NEXT, 'rec');
    await expect(nameNext(database.pool, NEXT, 'other')).rejects.toMatchObject({ code: '23505' });
  });

  it('lock the next generation until the transaction ends, and lock nothing if none is built', async () => {
    expect(await lockNext(database.pool)).toBeNull();
    await nameNext(database.pool, NEXT, 'rec');
    await inTransaction(database.pool, async (db) => {
      expect(await lockNext(db)).toBe('rec');
      const free = (role: string) =>
        database.pool.query('SELECT role FROM projection_function WHERE role = $1 FOR UPDATE NOWAIT', [role]);
      await expect(free('next')).rejects.toMatchObject({ code: '55P03' });
      expect((await free('live')).rowCount).toBe(1);
    });
  });

  it('make the next function the live one, and keep the name of the former one', async () => {
    await nameLive(database.pool, 5);
    expect((await readFunctions(database.pool)).live.generation).toBe(1);
    await nameNext(database.pool, NEXT, 'rec');
    await nameLive(database.pool, 5);
    const { rows } = await database.pool.query(
      `SELECT generation, name, version, digest, recovery_id, previous_name, previous_version, previous_digest,
         rows_changed, since > now() - interval '1 minute' AS just_now
       FROM projection_function WHERE role = 'live'`,
    );
    expect(rows).toEqual([
      {
        generation: 2,
        ...NEXT,
        recovery_id: 'rec',
        previous_name: 'built-in',
        previous_version: 1,
        previous_digest: null,
        rows_changed: 5,
        just_now: true,
      },
    ]);
  });
});
