import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { initialRun, type RunRequest, type RunState } from '@stockproof/recovery-run';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  countRuns,
  listRecoveries,
  openProposals,
  readRunVersion,
  upsertRecovery,
  type WantedRuns,
} from './recoveries.js';

const state = (recovery_id: string, change: Partial<RunState> = {}): RunState => ({
  ...initialRun(),
  request: {
    recovery_id,
    flow: 'f',
    scope: { type: 'by_sku', skus: ['s'] },
    mode: 'repair',
    owner: 'o',
    intent: 'i',
    rate_limit_events_per_second: null,
  },
  requested_by: 'ada',
  status: 'requested',
  ...change,
});

const ANY: WantedRuns = {
  status: null,
  flow: null,
  mode: null,
  confidence_status: null,
  requested_by: null,
  since: null,
};

describe('the list of runs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('DELETE FROM recovery'));

  it('counts runs by flow, mode, status and verdict, with the age of the one that changed first', async () => {
    const done = { status: 'completed', confidence_status: 'trusted' } as const;
    for (const [id, change] of Object.entries({ r1: {}, r2: {}, r3: done }))
      await upsertRecovery(database.pool, state(id, change), 1);
    await database.pool.query(
      `UPDATE recovery SET updated_at = now() - interval '1 hour' WHERE recovery_id = 'r2'`,
    );
    const counts = await countRuns(database.pool);
    expect(counts.toSorted((a, b) => a.runs - b.runs)).toEqual([
      expect.objectContaining({
        flow: 'f',
        mode: 'repair',
        status: 'completed',
        verdict: 'trusted',
        runs: 1,
      }),
      expect.objectContaining({ flow: 'f', mode: 'repair', status: 'requested', verdict: 'none', runs: 2 }),
    ]);
    expect(Math.round(counts.find(({ runs }) => runs === 2)?.oldest_seconds ?? 0)).toBe(3_600);
  });

  it('shows the state of each run, the newest first, in pages, by status', async () => {
    // Two of one moment, and one in between by name.
    for (const [id, at] of [
      ['r1', 3],
      ['r3', 2],
      ['r2', 2],
      ['r4', 1],
    ] as const) {
      await upsertRecovery(database.pool, state(id), 1);
      await database.pool.query(
        'UPDATE recovery SET requested_at = to_timestamp($2), updated_at = to_timestamp(0) WHERE recovery_id = $1',
        [id, at],
      );
    }
    await upsertRecovery(
      database.pool,
      state('r3', { status: 'completed', confidence_status: 'trusted' }),
      9,
    );
    const list = async (status: string | null, after: string | null, limit: number) =>
      (await listRecoveries(database.pool, { ...ANY, status }, after, limit))
        .map(({ recovery_id }) => recovery_id)
        .join(' ');
    expect(await list(null, null, 9)).toBe('r1 r3 r2 r4');
    expect([
      await list(null, null, 2),
      await list(null, 'r3', 2),
      await list(null, 'r4', 2),
      await list(null, 'none', 9),
    ]).toEqual(['r1 r3', 'r2 r4', '', '']);
    expect([
      await list('requested', null, 9),
      await list('completed', null, 9),
      await list('requested', 'r3', 9),
    ]).toEqual(['r1 r2 r4', 'r3', 'r2 r4']);
    const [found] = await listRecoveries(database.pool, { ...ANY, status: 'completed' }, null, 1);
    expect(found).toMatchObject({
      flow: 'f',
      mode: 'repair',
      scope: { type: 'by_sku', skus: ['s'] },
      confidence_status: 'trusted',
      requested_by: 'ada',
      requested_at: new Date(2_000),
    });
    expect(found?.updated_at.getTime()).toBeGreaterThan(0);
    expect(
      (await database.pool.query('SELECT version FROM recovery WHERE recovery_id = $1', ['r3'])).rows,
    ).toEqual([{ version: 9 }]);
  });

  it('is restricted to what is wanted, all at once', async () => {
    const run = (id: string, change: Partial<RunState>, asked: Partial<RunRequest> = {}) => {
      const of = state(id, change);
      const request = of.request === null ? null : { ...of.request, ...asked };
      return upsertRecovery(database.pool, { ...of, request }, 1);
    };
    await run('a', { status: 'completed', confidence_status: 'untrusted' });
    await run('b', { requested_by: 'bob' }, { mode: 'verify' });
    await run('c', { requested_by: 'bob' }, { mode: 'verify', flow: 'g' });
    await database.pool.query(
      `UPDATE recovery SET requested_at = to_timestamp(ascii(recovery_id) - ascii('a'))`,
    );
    const wanted: [Partial<WantedRuns>, string][] = [
      [{}, 'cba'],
      [{ flow: 'f' }, 'ba'],
      [{ mode: 'verify' }, 'cb'],
      [{ confidence_status: 'untrusted' }, 'a'],
      [{ requested_by: 'bob' }, 'cb'],
      [{ since: new Date(1_000) }, 'cb'],
      [{ requested_by: 'bob', flow: 'f' }, 'b'],
      [{ status: 'completed', mode: 'verify' }, ''],
    ];
    for (const [want, expected] of wanted) {
      const found = await listRecoveries(database.pool, { ...ANY, ...want }, null, 9);
      expect([want, found.map(({ recovery_id }) => recovery_id).join('')]).toEqual([want, expected]);
    }
  });

  it('has the version of each history', async () => {
    await upsertRecovery(database.pool, state('r1'), 7);
    expect([await readRunVersion(database.pool, 'r1'), await readRunVersion(database.pool, 'r2')]).toEqual([
      7,
      undefined,
    ]);
  });

  it('does not contain runs that do not exist', async () => {
    await upsertRecovery(database.pool, initialRun(), 1);
    expect(await listRecoveries(database.pool, ANY, null, 9)).toEqual([]);
  });

  it('has a repair open from its request until its end', async () => {
    const open = ['requested', 'planned', 'approved', 'running', 'paused'];
    for (const mode of ['repair', 'verify', 'promote']) {
      for (const status of [...open, 'rejected', 'completed', 'aborted', 'failed']) {
        await database.pool.query(
          `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ($1, 'f', $2, to_jsonb($4::text), $3, 'me', 1)`,
          [`${mode} ${status}`, mode, status, `${mode} ${status}`],
        );
      }
    }
    expect((await openProposals(database.pool)).sort()).toEqual(
      open.map((status) => `repair ${status}`).sort(),
    );
  });
});
