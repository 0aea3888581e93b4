import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { eventually, testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  countActiveKeys,
  endKey,
  findKey,
  insertKey,
  type KeyToInsert,
  listKeys,
  lockSellerKeys,
  revokeKey,
} from './api-keys.js';

const HOUR_MS = 3_600_000;
const NO_HOLDER = { created_by: 'ada', approved_by: null, reason: null, successor_of: null };

describe('the statements of api_key', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  const insert = (key_id: string, seller_id: string, more: Partial<KeyToInsert> = {}, days = 90) =>
    insertKey(
      database.pool,
      { key_id, seller_id, secret_hash: Buffer.alloc(32, key_id), ...NO_HOLDER, ...more },
      days,
    );

  it('insert a key that expires after its days, by the database’s clock, and refuse a used key id', async () => {
    const expires_at = await insert('i1', 'ann', {}, 2);
    expect(Math.round((expires_at.getTime() - Date.now()) / HOUR_MS)).toBe(48);
    await expect(insert('i1', 'ben')).rejects.toMatchObject({ code: '23505' });
  });

  it('find a key with its seller and the hash of its secret, unless it is revoked, expired or unknown', async () => {
    const expires_at = await insert('f1', 'ann');
    await insert('f2', 'ann', {}, 0);
    await insert('f3', 'ann');
    await revokeKey(database.pool, 'ann', 'f3', 'ada');
    expect(await findKey(database.pool, 'f1')).toEqual({
      seller_id: 'ann',
      secret_hash: Buffer.alloc(32, 'f1'),
      expires_at,
      unnoted: true,
    });
    for (const key_id of ['f2', 'f3', 'none']) expect(await findKey(database.pool, key_id)).toBeUndefined();
  });

  it('count a seller’s keys that are neither revoked nor expired, and no other seller’s', async () => {
    await insert('c1', 'cat');
    await insert('c2', 'cat');
    await insert('c3', 'cat', {}, 0);
    await insert('c4', 'cat');
    await insert('c5', 'dan');
    await revokeKey(database.pool, 'cat', 'c4', 'ada');
    expect([
      await countActiveKeys(database.pool, 'cat'),
      await countActiveKeys(database.pool, 'nobody'),
    ]).toEqual([2, 0]);
  });

  it('list all keys of a seller, the oldest first, then by id, with who created them', async () => {
    await insert('l3', 'eve', { approved_by: 'grace', reason: 'why' });
    await insert('l2', 'eve', { successor_of: 'l3' });
    await insert('l1', 'eve', {}, 0);
    await database.pool.query(`UPDATE api_key SET created_at = 'epoch' WHERE seller_id = 'eve'`);
    await database.pool.query(`UPDATE api_key SET created_at = now() WHERE key_id = 'l1'`);
    await revokeKey(database.pool, 'eve', 'l2', 'rosa');
    const keys = await listKeys(database.pool, 'eve');
    expect(keys.map(({ key_id }) => key_id)).toEqual(['l2', 'l3', 'l1']);
    expect(keys[0]).toMatchObject({ successor_of: 'l3', revoked_by: 'rosa', revoked_at: expect.any(Date) });
    expect(keys[1]).toMatchObject({
      created_at: new Date(0),
      created_by: 'ada',
      approved_by: 'grace',
      reason: 'why',
      successor_of: null,
      revoked_at: null,
      revoked_by: null,
    });
  });

  it('end a key after these hours or at its earlier expiry, and no key that is over or another seller’s', async () => {
    const expires_at = await insert('e1', 'ann', {}, 1);
    const ends_at = await endKey(database.pool, 'ann', 'e1', 2);
    expect(Math.round(((ends_at?.getTime() ?? 0) - Date.now()) / HOUR_MS)).toBe(2);
    expect(await endKey(database.pool, 'ann', 'e1', 48)).toEqual(ends_at);
    expect(ends_at?.getTime()).toBeLessThan(expires_at.getTime());
    expect([
      await endKey(database.pool, 'ben', 'e1', 0),
      await endKey(database.pool, 'ann', 'e1', 0),
      await endKey(database.pool, 'ann', 'e1', 0),
    ]).toEqual([undefined, expect.any(Date), undefined]);
  });

  it('revoke a key of its own seller once; the first revoker is kept', async () => {
    await insert('r1', 'ann');
    const revoke = (seller_id: string, by: string) => revokeKey(database.pool, seller_id, 'r1', by);
    expect([await revoke('ben', 'eve'), await revoke('ann', 'ada'), await revoke('ann', 'grace')]).toEqual([
      false,
      true,
      true,
    ]);
    const { rows } = await database.pool.query(`SELECT revoked_by FROM api_key WHERE key_id = 'r1'`);
    expect(rows).toEqual([{ revoked_by: 'ada' }]);
  });

  it('lock a seller’s keys until the transaction ends, and no other seller’s', async () => {
    const order: string[] = [];
    await inTransaction(database.pool, async (db) => {
      await lockSellerKeys(db, 'ann');
      await inTransaction(database.pool, (other) => lockSellerKeys(other, 'ben'));
      void inTransaction(database.pool, async (other) => {
        await lockSellerKeys(other, 'ann');
        order.push('second');
      });
      await eventually(async () => {
        const { rowCount } = await database.pool.query(
          `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
        );
        expect(rowCount).toBe(1);
      });
      order.push('first');
    });
    await eventually(() => Promise.resolve(expect(order).toEqual(['first', 'second'])));
  });
});
