import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { countUnreviewed, insertBreakGlass, listBreakGlass, writeReview } from './break-glass.js';

const HOURS = 24;
const AT = '2026-06-19T18:00:00.000Z';

describe('break-glass approvals', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    expect(await countUnreviewed(database.pool, HOURS)).toEqual({
      unreviewed: 0,
      overdue: 0,
      oldest_seconds: 0,
    });
    for (const id of ['a', 'b', 'c'])
      await database.pool.query(
        `INSERT INTO recovery (recovery_id, flow, mode, scope, status, requested_by, version) VALUES ($1, 'f', 'repair', '{}', 'running', 'ada', 9)`,
        [id],
      );
    // Run, version, age in minutes. Two of one moment; one run with two.
    for (const [recovery_id, version, minutes] of [
      ['b', 3, 24 * 60 + 1],
      ['a', 7, 60],
      ['a', 2, 60],
      ['c', 5, 24 * 60 - 1],
    ] as const) {
      await insertBreakGlass(database.pool, {
        recovery_id,
        version,
        requested_by: 'ada',
        broken_by: 'grace',
        reason: `why ${version}`,
      });
      await database.pool.query(
        `UPDATE break_glass SET broken_at = date_trunc('minute', now()) - make_interval(mins => $3) WHERE recovery_id = $1 AND version = $2`,
        [recovery_id, version, minutes],
      );
    }
  });
  afterAll(() => database.drop());

  const list = async (reviewed: boolean | null = null, after: string | null = null, limit = 9) =>
    (await listBreakGlass(database.pool, HOURS, reviewed, after, limit))
      .map(({ recovery_id, version }) => `${recovery_id}${version}`)
      .join(' ');

  it('are listed oldest first, then by run and version, in pages', async () => {
    expect([await list(), await list(null, null, 2)]).toEqual(['b3 c5 a2 a7', 'b3 c5']);
    expect([await list(null, 'b'), await list(null, 'c', 1), await list(null, 'a')]).toEqual([
      'c5 a2 a7',
      'a2',
      '',
    ]);
    expect(await list(null, 'none')).toBe('');
  });

  it('are overdue after the hours of a review', async () => {
    const found = await listBreakGlass(database.pool, HOURS, null, null, 9);
    expect(found.map(({ overdue }) => overdue)).toEqual([true, false, false, false]);
    expect(found[0]).toMatchObject({
      requested_by: 'ada',
      broken_by: 'grace',
      reason: 'why 3',
      broken_at: expect.any(Date),
      review: null,
    });
    const { oldest_seconds, ...counts } = await countUnreviewed(database.pool, HOURS);
    expect(counts).toEqual({ unreviewed: 4, overdue: 1 });
    expect(oldest_seconds).toBeGreaterThanOrEqual((24 * 60 + 1) * 60);
    expect(oldest_seconds).toBeLessThan((24 * 60 + 5) * 60);
  });

  it('are recorded once for each event of a run', async () => {
    const again = { recovery_id: 'b', version: 3, requested_by: 'ada', broken_by: 'rosa', reason: 'x' };
    await expect(insertBreakGlass(database.pool, again)).rejects.toMatchObject({ code: '23505' });
  });

  it('are reviewed by a third person', async () => {
    for (const by of ['ada', 'grace'])
      await expect(writeReview(database.pool, 'b', '{}', by, AT)).rejects.toThrow('another_person');
  });

  it('are reviewed once, all of a run together', async () => {
    await writeReview(database.pool, 'a', 'first', 'rosa', AT);
    await writeReview(database.pool, 'a', 'second', 'eve', AT);
    const { rows } = await database.pool.query(
      'SELECT recovery_id, review, reviewed_by, reviewed_at FROM break_glass WHERE reviewed_at IS NOT NULL ORDER BY version',
    );
    const review = { recovery_id: 'a', review: 'first', reviewed_by: 'rosa', reviewed_at: new Date(AT) };
    expect(rows).toEqual([review, review]);
    expect([await list(true), await list(false)]).toEqual(['a2 a7', 'b3 c5']);
    expect(await countUnreviewed(database.pool, HOURS)).toMatchObject({ unreviewed: 2, overdue: 1 });
  });

  it('are not overdue after a review, however old', async () => {
    await writeReview(database.pool, 'b', 'late', 'rosa', AT);
    expect((await listBreakGlass(database.pool, HOURS, true, null, 1))[0]).toMatchObject({
      recovery_id: 'b',
      review: 'late',
      overdue: false,
    });
  });
});
