import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { makeApiKey } from './api-key.js';
import { checkKey } from './check-key.js';
import { insertKey } from './sql/insert-key.js';
import { listKeys } from './sql/list-keys.js';
import { revokeKey } from './sql/revoke-key.js';

describe('keys in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const add = async (seller_id: string) => {
    const { api_key, ...key } = makeApiKey();
    await insertKey(database.pool, { ...key, seller_id, created_by: 'ada' });
    return { ...key, api_key };
  };

  it('are their own seller’s until they are revoked, by whoever did it first', async () => {
    const [ann, bens] = [await add('ann'), await add('ben')];
    expect(await checkKey(database.pool, ann.api_key)).toEqual({ kind: 'seller', seller_id: 'ann', key_id: ann.key_id });
    expect(await revokeKey(database.pool, 'ben', ann.key_id, 'eve')).toBe(false);
    expect(await revokeKey(database.pool, 'ann', 'none', 'eve')).toBe(false);
    expect(await checkKey(database.pool, ann.api_key)).not.toBeNull();
    expect(await revokeKey(database.pool, 'ann', ann.key_id, 'ada')).toBe(true);
    expect(await checkKey(database.pool, ann.api_key)).toBeNull();
    expect(await checkKey(database.pool, bens.api_key)).toMatchObject({ seller_id: 'ben' });
    const [first] = await listKeys(database.pool, 'ann');
    expect(await revokeKey(database.pool, 'ann', ann.key_id, 'grace')).toBe(true);
    expect(await listKeys(database.pool, 'ann')).toEqual([first]);
    expect(first).toMatchObject({ key_id: ann.key_id, created_by: 'ada', revoked_by: 'ada', revoked_at: expect.any(Date) });
  });

  it('can be made and revoked by the service, and nothing else done to them', async () => {
    const [old, kept] = [await add('ann'), await add('ann')];
    await revokeKey(database.pool, 'ann', old.key_id, 'ada');
    const db = await database.pool.connect();
    try {
      for (const sql of ['BEGIN', 'SET LOCAL ROLE ingestion', 'SAVEPOINT before']) await db.query(sql);
      for (const sql of [
        'UPDATE api_key SET revoked_at = NULL', 'UPDATE api_key SET revoked_at = now()', `UPDATE api_key SET revoked_by = 'eve'`,
        `UPDATE api_key SET secret_hash = sha256('eve')`, `UPDATE api_key SET seller_id = 'eve'`, `UPDATE api_key SET key_id = 'eve'`,
        `UPDATE api_key SET created_by = 'eve'`, 'DELETE FROM api_key', 'TRUNCATE api_key', 'ALTER TABLE api_key DISABLE TRIGGER kept',
      ]) {
        await expect(db.query(sql)).rejects.toMatchObject({ code: '42501' });
        await db.query('ROLLBACK TO before');
      }
      expect(await revokeKey(db, 'ann', old.key_id, 'eve')).toBe(true);
      expect(await revokeKey(db, 'ann', kept.key_id, 'eve')).toBe(true);
      expect((await listKeys(db, 'ann')).map(({ revoked_by }) => revoked_by)).toEqual(expect.arrayContaining(['ada', 'eve']));
    } finally {
      await db.query('ROLLBACK');
      db.release();
    }
    // Nor by who owns the table, in passing.
    await expect(database.pool.query(`UPDATE api_key SET secret_hash = sha256('eve') WHERE key_id = $1`, [kept.key_id])).rejects.toMatchObject({ code: '42501' });
    expect(await checkKey(database.pool, kept.api_key)).not.toBeNull();
  });

  it('are listed of one seller, the oldest first, without their secrets', async () => {
    const keys = [await add('eve'), await add('eve'), await add('eve')];
    // The order of time is not that of names.
    for (const [at, key] of keys.entries()) await database.pool.query('UPDATE api_key SET created_at = to_timestamp($2) WHERE key_id = $1', [key.key_id, 10 - at]);
    const listed = await listKeys(database.pool, 'eve');
    expect(listed.map(({ key_id }) => key_id)).toEqual(keys.map(({ key_id }) => key_id).reverse());
    expect(Object.keys(listed[0] ?? {})).toEqual(['key_id', 'created_at', 'created_by', 'revoked_at', 'revoked_by']);
  });
});
