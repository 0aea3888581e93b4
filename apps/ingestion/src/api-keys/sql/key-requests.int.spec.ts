import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import type { KeyRequestStatus } from '../key-request.js';
import { insertKey } from './api-keys.js';
import {
  approveKeyRequest,
  collectKeyRequest,
  findKeyRequest,
  insertKeyRequest,
  listKeyRequests,
  withdrawKeyRequest,
} from './key-requests.js';

describe('the statements of key_request', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    await insertKey(
      database.pool,
      {
        key_id: 'k',
        seller_id: 'ann',
        secret_hash: Buffer.alloc(32),
        created_by: 'ada',
        approved_by: null,
        reason: null,
        successor_of: null,
      },
      90,
    );
  });
  afterAll(() => database.drop());

  const request = (request_id: string) =>
    insertKeyRequest(database.pool, { request_id, seller_id: 'ann', reason: 'why', requested_by: 'ada' });
  const approve = (request_id: string, by = 'grace', minutes = 60) =>
    approveKeyRequest(database.pool, request_id, by, minutes);
  const collect = (request_id: string, by = 'ada') => collectKeyRequest(database.pool, request_id, by, 'k');
  const withdraw = (request_id: string, by = 'ada') =>
    withdrawKeyRequest(database.pool, request_id, by, 'a mistake');

  it('insert a request without approval, key or withdrawal, and find it by its id', async () => {
    await request('new');
    expect(await findKeyRequest(database.pool, 'new')).toEqual({
      request_id: 'new',
      seller_id: 'ann',
      reason: 'why',
      requested_by: 'ada',
      requested_at: expect.any(Date),
      approved_by: null,
      expires_at: null,
      key_id: null,
      collected_at: null,
      withdrawn_at: null,
      withdrawn_reason: null,
    });
    expect(await findKeyRequest(database.pool, 'none')).toBeUndefined();
    await expect(request('new')).rejects.toMatchObject({ code: '23505' });
  });

  it('approve a request by another person, for these minutes; a later approval replaces the earlier', async () => {
    await request('a');
    expect([await approve('a', 'ada'), await approve('none'), await approve('a')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(await approve('a', 'rosa', 5)).toBe(true);
    const found = await findKeyRequest(database.pool, 'a');
    expect(found?.approved_by).toBe('rosa');
    expect(Math.round(((found?.expires_at?.getTime() ?? 0) - Date.now()) / 60_000)).toBe(5);
  });

  it('store the key of a request once, for its requester, while its approval is valid', async () => {
    await request('c');
    expect(await collect('c')).toBe(false);
    await approve('c', 'grace', 0);
    expect(await collect('c')).toBe(false);
    await approve('c');
    expect([await collect('c', 'eve'), await collect('c'), await collect('c')]).toEqual([false, true, false]);
    expect(await findKeyRequest(database.pool, 'c')).toMatchObject({
      key_id: 'k',
      collected_at: expect.any(Date),
    });
    expect([await approve('c'), await withdraw('c')]).toEqual([false, false]);
  });

  it('withdraw a request once, by its requester; it cannot be approved or collected after that', async () => {
    await request('w');
    await approve('w');
    expect([await withdraw('w', 'grace'), await withdraw('w'), await withdraw('w')]).toEqual([
      false,
      true,
      false,
    ]);
    expect([await approve('w'), await collect('w')]).toEqual([false, false]);
    expect(await findKeyRequest(database.pool, 'w')).toMatchObject({
      withdrawn_at: expect.any(Date),
      withdrawn_reason: 'a mistake',
    });
  });

  it('list requests by status, the newest first, then by id, in pages', async () => {
    await database.pool.query('DELETE FROM key_request');
    for (const id of ['requested', 'approved', 'expired', 'collected', 'withdrawn']) await request(id);
    await approve('approved');
    await approve('expired', 'grace', 0);
    await approve('collected');
    await collect('collected');
    await withdraw('withdrawn');
    await database.pool.query(`UPDATE key_request SET requested_at = 'epoch'`);
    await database.pool.query(`UPDATE key_request SET requested_at = now() WHERE request_id = 'approved'`);
    const list = async (status: KeyRequestStatus | null, after: string | null = null, limit = 9) =>
      (await listKeyRequests(database.pool, status, after, limit)).map(({ request_id }) => request_id);
    for (const status of ['requested', 'approved', 'expired', 'collected', 'withdrawn'] as const)
      expect(await list(status)).toEqual([status]);
    expect(await list(null)).toEqual(['approved', 'withdrawn', 'requested', 'expired', 'collected']);
    expect([await list(null, null, 2), await list(null, 'withdrawn', 2)]).toEqual([
      ['approved', 'withdrawn'],
      ['requested', 'expired'],
    ]);
    expect([await list(null, 'collected'), await list(null, 'unknown')]).toEqual([[], []]);
  });
});
