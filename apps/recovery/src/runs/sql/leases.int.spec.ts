import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { initialRun, type RunRequest } from '@stockproof/recovery-run';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  acquireLease,
  listLeases,
  lockLease,
  lockLeases,
  noteProgress,
  readProgress,
  releaseLease,
  renewLease,
} from './leases.js';
import { upsertRecovery } from './recoveries.js';

const request = (recovery_id: string): RunRequest => ({
  recovery_id,
  flow: 'f',
  scope: { type: 'by_sku', skus: ['s'] },
  mode: 'repair',
  owner: 'o',
  intent: 'i',
  rate_limit_events_per_second: null,
});

describe('leases of runs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  const lease = (recovery_id: string, holder = 'me', lease_ms = 60_000) =>
    acquireLease(database.pool, { recovery_id, flow: 'f', scope: { type: 'all' }, holder, lease_ms });
  /** Milliseconds until a lease ends. */
  const left = async (recovery_id: string) =>
    (
      await database.pool.query<{ ms: number }>(
        'SELECT (extract(epoch FROM expires_at - now()) * 1000)::float8 AS ms FROM recovery_lease WHERE recovery_id = $1',
        [recovery_id],
      )
    ).rows[0]?.ms ?? -1;
  const expire = (recovery_id: string) =>
    database.pool.query(
      `UPDATE recovery_lease SET expires_at = now() - interval '1 ms' WHERE recovery_id = $1`,
      [recovery_id],
    );
  let runs = 0;
  const run = async (): Promise<string> => {
    const id = `lease-${(runs += 1)}`;
    await upsertRecovery(
      database.pool,
      { ...initialRun(), request: request(id), requested_by: 'ada', status: 'requested' },
      1,
    );
    return id;
  };

  it('keep the progress that their holder notes, and no other’s', async () => {
    const id = await run();
    const epoch = (await lease(id)) ?? 0;
    const of = (holder: string, at = epoch) => ({ recovery_id: id, holder, epoch: at });
    expect(await readProgress(database.pool, id)).toBeUndefined();
    await noteProgress(database.pool, of('me'), { step: 'replay' });
    await noteProgress(database.pool, of('another'), { step: 'seal' });
    await noteProgress(database.pool, of('me', epoch - 1), { step: 'seal' });
    const noted = await readProgress(database.pool, id);
    expect(noted).toEqual({ progress: { step: 'replay' }, progress_at: expect.any(Date) });
    await releaseLease(database.pool, id);
    expect(await readProgress(database.pool, id)).toBeUndefined();
  });

  it('last the given milliseconds, and are renewed for as long', async () => {
    const id = await run();
    expect(await lease(id)).toBe(1);
    expect(await left(id)).toBeGreaterThan(30_000);
    expect(await left(id)).toBeLessThanOrEqual(60_000);
    expect(await renewLease(database.pool, id, 'me', 1, 600_000)).toBe(true);
    expect(await left(id)).toBeGreaterThan(300_000);
    expect(await left(id)).toBeLessThanOrEqual(600_000);
  });

  it('can be claimed by others only after expiry, under the next epoch, and by their holder at any time', async () => {
    const id = await run();
    expect([await lease(id), await lease(id, 'other'), await lease(id)]).toEqual([1, null, 2]);
    await expire(id);
    expect([await lease(id, 'other'), await lease(id)]).toEqual([3, null]);
  });

  it.each<[string, string, number, boolean]>([
    ['its holder', 'me', 1, true],
    ['another', 'other', 1, false],
    ['an older epoch', 'me', 0, false],
    ['another epoch', 'me', 2, false],
  ])('is renewed by %s: ', async (_who, holder, epoch, works) => {
    const id = await run();
    await lease(id);
    expect(await renewLease(database.pool, id, holder, epoch, 600_000)).toBe(works);
    expect((await left(id)) > 60_000).toBe(works);
  });

  it('are listed with whether they are expired, and released one by one', async () => {
    await database.pool.query('DELETE FROM recovery_lease');
    const [a, b] = [await run(), await run()];
    await lease(a);
    await lease(b, 'other');
    await expire(b);
    const held = async () =>
      (await listLeases(database.pool)).sort((one, other) => (one.recovery_id < other.recovery_id ? -1 : 1));
    expect(await held()).toEqual([
      { recovery_id: a, flow: 'f', scope: { type: 'all' }, holder: 'me', expired: false },
      { recovery_id: b, flow: 'f', scope: { type: 'all' }, holder: 'other', expired: true },
    ]);
    await releaseLease(database.pool, a);
    expect((await held()).map(({ recovery_id }) => recovery_id)).toEqual([b]);
  });

  it('are locked by writers of a run, and all together by a check of all', async () => {
    const [a, b] = [await run(), await run()];
    for (const id of [a, b]) await lease(id);
    await inTransaction(database.pool, async (db) => {
      await lockLease(db, a);
      await lockLeases(db);
      await database.pool.query('SELECT FROM recovery_lease WHERE recovery_id = $1 FOR UPDATE NOWAIT', [b]);
      await expect(
        database.pool.query('SELECT FROM recovery_lease WHERE recovery_id = $1 FOR UPDATE NOWAIT', [a]),
      ).rejects.toMatchObject({ code: '55P03' });
      const { rows } = await database.pool.query<{ free: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtext('stockproof recovery leases')) AS free`,
      );
      expect(rows).toEqual([{ free: false }]);
    });
  });
});
