import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../migrations/index.js';
import { makeApiKey } from './api-key.js';
import { checkKey } from './check-key.js';
import { collectKey } from './collect-key.js';
import { createKey } from './create-key.js';
import { KEY_REQUEST_STATUSES } from './key-request.js';
import { rotateApiKey } from './rotate-key.js';
import { withdrawKey } from './withdraw-key.js';
import {
  approveKeyRequest,
  collectKeyRequest,
  insertKeyRequest,
  listKeyRequests,
} from './sql/key-requests.js';
import { insertKey, listKeys, revokeKey } from './sql/api-keys.js';

const MADE = { created_by: 'ada', approved_by: 'grace', reason: 'why', successor_of: null };
const RULES = { lives_days: 90, overlap_hours: 2, active_at_most: 3, collect_minutes: 60 };

describe('keys in the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const add = async (seller_id: string) => {
    const { api_key, ...key } = makeApiKey();
    const expires_at = await insertKey(database.pool, { ...key, ...MADE, seller_id }, 90);
    return { ...key, api_key, expires_at };
  };

  it('are valid for their own seller until the first revocation', async () => {
    const [ann, bens] = [await add('ann'), await add('ben')];
    expect(await checkKey(database.pool, ann.api_key)).toEqual({
      kind: 'seller',
      seller_id: 'ann',
      key_id: ann.key_id,
      expires_at: ann.expires_at.toISOString(),
    });
    expect(await revokeKey(database.pool, 'ben', ann.key_id, 'eve')).toBe(false);
    expect(await revokeKey(database.pool, 'ann', 'none', 'eve')).toBe(false);
    expect(await checkKey(database.pool, ann.api_key)).not.toBeNull();
    expect(await revokeKey(database.pool, 'ann', ann.key_id, 'ada')).toBe(true);
    expect(await checkKey(database.pool, ann.api_key)).toBeNull();
    expect(await checkKey(database.pool, bens.api_key)).toMatchObject({ seller_id: 'ben' });
    const [first] = await listKeys(database.pool, 'ann');
    expect(await revokeKey(database.pool, 'ann', ann.key_id, 'grace')).toBe(true);
    expect(await listKeys(database.pool, 'ann')).toEqual([first]);
    expect(first).toMatchObject({
      key_id: ann.key_id,
      created_by: 'ada',
      revoked_by: 'ada',
      revoked_at: expect.any(Date),
    });
  });

  it('can be created and revoked by the service, and not changed otherwise', async () => {
    const [old, kept] = [await add('ann'), await add('ann')];
    await revokeKey(database.pool, 'ann', old.key_id, 'ada');
    const db = await database.pool.connect();
    try {
      for (const sql of ['BEGIN', 'SET LOCAL ROLE ingestion', 'SAVEPOINT before']) await db.query(sql);
      for (const sql of [
        'UPDATE api_key SET revoked_at = NULL',
        'UPDATE api_key SET revoked_at = now()',
        `UPDATE api_key SET revoked_by = 'eve'`,
        `UPDATE api_key SET secret_hash = sha256('eve')`,
        `UPDATE api_key SET seller_id = 'eve'`,
        `UPDATE api_key SET key_id = 'eve'`,
        `UPDATE api_key SET created_by = 'eve'`,
        'DELETE FROM api_key',
        'TRUNCATE api_key',
        'ALTER TABLE api_key DISABLE TRIGGER kept',
      ]) {
        await expect(db.query(sql)).rejects.toMatchObject({ code: '42501' });
        await db.query('ROLLBACK TO before');
      }
      expect(await revokeKey(db, 'ann', old.key_id, 'eve')).toBe(true);
      expect(await revokeKey(db, 'ann', kept.key_id, 'eve')).toBe(true);
      expect((await listKeys(db, 'ann')).map(({ revoked_by }) => revoked_by)).toEqual(
        expect.arrayContaining(['ada', 'eve']),
      );
    } finally {
      await db.query('ROLLBACK');
      db.release();
    }
    // Nor by who owns the table, in passing.
    await expect(
      database.pool.query(`UPDATE api_key SET secret_hash = sha256('eve') WHERE key_id = $1`, [kept.key_id]),
    ).rejects.toMatchObject({ code: '42501' });
    expect(await checkKey(database.pool, kept.api_key)).not.toBeNull();
  });

  it('are listed for one seller, the oldest first, without their secrets', async () => {
    const keys = [await add('eve'), await add('eve'), await add('eve')];
    // The order of time is not that of names.
    for (const [at, key] of keys.entries())
      await database.pool.query('UPDATE api_key SET created_at = to_timestamp($2) WHERE key_id = $1', [
        key.key_id,
        10 - at,
      ]);
    const listed = await listKeys(database.pool, 'eve');
    expect(listed.map(({ key_id }) => key_id)).toEqual(keys.map(({ key_id }) => key_id).reverse());
    expect(Object.keys(listed[0] ?? {})).toEqual([
      'key_id',
      'created_at',
      'created_by',
      'approved_by',
      'reason',
      'successor_of',
      'expires_at',
      'revoked_at',
      'revoked_by',
      'last_used_at',
    ]);
  });

  it('note that they are used, at most once a minute', async () => {
    const [used, unused] = [await add('use'), await add('use')];
    const seen = async () =>
      (await listKeys(database.pool, 'use')).find(({ key_id }) => key_id === used.key_id)?.last_used_at;
    expect(await seen()).toBeNull();
    await checkKey(database.pool, used.api_key);
    const first = await seen();
    expect(first).toEqual(expect.any(Date));
    await checkKey(database.pool, used.api_key);
    expect(await seen()).toEqual(first);
    await database.pool.query(
      `UPDATE api_key SET last_used_at = now() - interval '2 minutes' WHERE key_id = $1`,
      [used.key_id],
    );
    await checkKey(database.pool, `${used.api_key.slice(0, -1)}x`);
    expect(((await seen())?.getTime() ?? 0) < (first?.getTime() ?? 0)).toBe(true);
    await checkKey(database.pool, used.api_key);
    expect(((await seen())?.getTime() ?? 0) >= (first?.getTime() ?? 0)).toBe(true);
    const others = (await listKeys(database.pool, 'use')).filter(({ key_id }) => key_id === unused.key_id);
    expect(others.map(({ last_used_at }) => last_used_at)).toEqual([null]);
  });

  it('are made for a person of the seller, with what they are for, up to the maximum', async () => {
    const wanted = { seller_id: 'own', reason: 'the shop', created_by: 'sam of seller own' };
    const made = await createKey(database.pool, RULES, wanted);
    expect(await checkKey(database.pool, made.api_key)).toMatchObject({
      seller_id: 'own',
      key_id: made.key_id,
    });
    expect(await listKeys(database.pool, 'own')).toMatchObject(
      [{ ...wanted, approved_by: null, successor_of: null, key_id: made.key_id }].map(
        ({ seller_id: _seller, ...key }) => key,
      ),
    );
    await createKey(database.pool, RULES, wanted);
    await createKey(database.pool, RULES, wanted);
    await expect(createKey(database.pool, RULES, wanted)).rejects.toMatchObject({ code: 'too_many_keys' });
  });

  it('expire, never later than first set', async () => {
    const key = await add('zoe');
    const endIn = (interval: string) =>
      database.pool.query(`UPDATE api_key SET expires_at = now() + $2::interval WHERE key_id = $1`, [
        key.key_id,
        interval,
      ]);
    expect(Math.round((key.expires_at.getTime() - Date.now()) / 86_400_000)).toBe(90);
    await expect(endIn('91 days')).rejects.toThrow('a key ends when it was to end, or earlier');
    await endIn('1 day');
    expect(await checkKey(database.pool, key.api_key)).not.toBeNull();
    await endIn('0');
    expect(await checkKey(database.pool, key.api_key)).toBeNull();
    await expect(rotateApiKey(database.pool, RULES, 'zoe', key.key_id)).rejects.toMatchObject({
      code: 'key_not_active',
    });
  });

  it('create successors and stay valid for a while, up to the maximum per seller', async () => {
    const first = await add('max');
    const second = await rotateApiKey(database.pool, RULES, 'max', first.key_id);
    const left_h = (second.previous_expires_at.getTime() - Date.now()) / 3_600_000;
    expect([left_h > 1.9, left_h <= 2]).toEqual([true, true]);
    expect([
      await checkKey(database.pool, first.api_key),
      await checkKey(database.pool, second.api_key),
    ]).toMatchObject([{ key_id: first.key_id }, { key_id: second.key_id }]);
    // Two at once, and one place.
    const both = await Promise.allSettled(
      [1, 2].map(() => rotateApiKey(database.pool, RULES, 'max', second.key_id)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'too_many_keys' },
    });
    await revokeKey(database.pool, 'max', second.key_id, 'ada');
    await expect(rotateApiKey(database.pool, RULES, 'max', second.key_id)).rejects.toMatchObject({
      code: 'key_not_active',
    });
    expect((await listKeys(database.pool, 'max')).map(({ successor_of }) => successor_of)).toEqual([
      null,
      first.key_id,
      second.key_id,
    ]);
  });

  it('are created if one person requests and another approves, once and in time', async () => {
    await insertKeyRequest(database.pool, {
      request_id: 'kr-1',
      seller_id: 'kim',
      reason: 'why',
      requested_by: 'ada',
    });
    const statuses = async (): Promise<unknown[]> =>
      Promise.all(
        KEY_REQUEST_STATUSES.map(
          async (status) => (await listKeyRequests(database.pool, status, null, 9)).length,
        ),
      );
    const collect = () => collectKey(database.pool, RULES, 'kr-1', 'ada', Date.now());
    await expect(
      database.pool.query(
        `UPDATE key_request SET approved_by = 'ada', approved_at = now(), expires_at = now()`,
      ),
    ).rejects.toThrow('two_persons');
    expect([await approveKeyRequest(database.pool, 'kr-1', 'ada', 60), await statuses()]).toEqual([
      false,
      [1, 0, 0, 0, 0],
    ]);
    await expect(collect()).rejects.toMatchObject({ code: 'not_approved' });
    expect([await approveKeyRequest(database.pool, 'kr-1', 'grace', 0), await statuses()]).toEqual([
      true,
      [0, 0, 1, 0, 0],
    ]);
    expect(await collectKeyRequest(database.pool, 'kr-1', 'ada', 'k')).toBe(false);
    expect([await approveKeyRequest(database.pool, 'kr-1', 'grace', 60), await statuses()]).toEqual([
      true,
      [0, 1, 0, 0, 0],
    ]);
    const both = await Promise.allSettled([collect(), collect()]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect([await approveKeyRequest(database.pool, 'kr-1', 'grace', 60), await statuses()]).toEqual([
      false,
      [0, 0, 0, 1, 0],
    ]);
    // Of the one that was too late nothing is left.
    expect(await listKeys(database.pool, 'kim')).toMatchObject([
      { created_by: 'ada', approved_by: 'grace', reason: 'why', successor_of: null },
    ]);
    const [request] = await listKeyRequests(database.pool, null, null, 9);
    expect([request?.key_id, (await listKeyRequests(database.pool, null, 'kr-1', 9)).length]).toEqual([
      (await listKeys(database.pool, 'kim'))[0]?.key_id,
      0,
    ]);
  });

  it('are not created from a withdrawn request', async () => {
    const request = { request_id: 'kr-2', seller_id: 'lea', reason: 'why', requested_by: 'ada' };
    await insertKeyRequest(database.pool, request);
    await approveKeyRequest(database.pool, 'kr-2', 'grace', 60);
    const withdraw = (by: string) => withdrawKey(database.pool, 'kr-2', by, 'a mistake');
    await expect(withdraw('grace')).rejects.toMatchObject({ status: 403, code: 'not_requester' });
    // Only one of two at once takes it back.
    const both = await Promise.allSettled([withdraw('ada'), withdraw('ada')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'withdrawn' } });
    expect(await approveKeyRequest(database.pool, 'kr-2', 'grace', 60)).toBe(false);
    expect(await collectKeyRequest(database.pool, 'kr-2', 'ada', 'k')).toBe(false);
    await expect(collectKey(database.pool, RULES, 'kr-2', 'ada', Date.now())).rejects.toMatchObject({
      code: 'withdrawn',
    });
    expect(await listKeys(database.pool, 'lea')).toEqual([]);
    expect(await listKeyRequests(database.pool, 'withdrawn', null, 9)).toMatchObject([
      { request_id: 'kr-2', withdrawn_at: expect.any(Date), withdrawn_reason: 'a mistake' },
    ]);
  });
});
