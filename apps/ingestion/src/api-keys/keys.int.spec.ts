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

  it('are listed of one seller, the oldest first, without their secrets', async () => {
    const keys = [await add('eve'), await add('eve'), await add('eve')];
    // The order of time is not that of names.
    for (const [at, key] of keys.entries()) await database.pool.query('UPDATE api_key SET created_at = to_timestamp($2) WHERE key_id = $1', [key.key_id, 10 - at]);
    const listed = await listKeys(database.pool, 'eve');
    expect(listed.map(({ key_id }) => key_id)).toEqual(keys.map(({ key_id }) => key_id).reverse());
    expect(Object.keys(listed[0] ?? {})).toEqual(['key_id', 'created_at', 'created_by', 'revoked_at', 'revoked_by']);
  });
});
