import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { claimLead, holdsLead, releaseLead } from './leader-lease.js';

describe('the lease of the leader', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE leader_lease'));

  const claim = (holder: string, lease_ms = 60_000) =>
    claimLead(database.pool, { role: 'r', holder, lease_ms });
  const holds = (holder: string, epoch: number) => holdsLead(database.pool, { role: 'r', holder, epoch });
  const expire = () => database.pool.query(`UPDATE leader_lease SET expires_at = now() - interval '1 ms'`);

  it('has one holder, who keeps its epoch by renewing', async () => {
    expect([await claim('a'), await claim('b'), await claim('a')]).toEqual([1, null, 1]);
    expect([await holds('a', 1), await holds('b', 1), await holds('a', 2)]).toEqual([true, false, false]);
  });

  it('of several that claim at once one gets it', async () => {
    const claims = await Promise.all([...'abcdefgh'].map((holder) => claim(holder)));
    expect(claims.filter((epoch) => epoch !== null)).toEqual([1]);
  });

  it.each<[string, string, number]>([
    ['another process', 'b', 2],
    ['its last holder, which may have been stopped meanwhile', 'a', 2],
  ])('has a new epoch after it expired, for %s', async (_who, holder, epoch) => {
    await claim('a');
    await expire();
    expect(await holds('a', 1)).toBe(false);
    expect(await claim(holder)).toBe(epoch);
    expect([await holds('a', 1), await holds(holder, epoch)]).toEqual([false, true]);
  });

  it('is free at once when it is released, by its holder only', async () => {
    await claim('a');
    await releaseLead(database.pool, { role: 'r', holder: 'b', epoch: 1 });
    expect(await claim('b')).toBeNull();
    await releaseLead(database.pool, { role: 'r', holder: 'a', epoch: 1 });
    expect(await claim('b')).toBe(2);
  });

  it('is claimed by another one only after a transaction that checked it has ended', async () => {
    await claim('a', 300);
    let ended = false;
    const claimed = Promise.withResolvers<number | null>();
    await inTransaction(database.pool, async (db) => {
      expect(await holdsLead(db, { role: 'r', holder: 'a', epoch: 1 })).toBe(true);
      await db.query('SELECT pg_sleep(0.4)');
      const next = claim('b').then((epoch) => [epoch, ended] as const);
      await db.query('SELECT pg_sleep(0.2)');
      ended = true;
      next.then(([epoch, after]) => claimed.resolve(after ? epoch : null), claimed.reject);
    });
    expect(await claimed.promise).toBe(2);
  });
});
