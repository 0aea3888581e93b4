import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../../migrations/index.js';
import { claimPlanned, countAttempts, findRedrive } from '../../sql/redrives.js';
import type { DraftedLine } from '../rules/plan-line.js';
import type { PlanStatus } from '../rules/redrive-plan.js';
import {
  countPlanLines,
  insertPlanLines,
  nextPlanLines,
  offersOfPlan,
  readPlanLines,
  settlePlanLine,
} from './plan-lines.js';
import {
  approvePlan,
  findPlan,
  holdPlan,
  insertPlan,
  listPlans,
  notePlan,
  renewPlan,
  voidPlan,
  withdrawPlan,
} from './redrive-plans.js';

const LEASE_MS = 60_000;
const HASH = 'a'.repeat(64);

describe('plans to redrive dead letters', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
  });
  afterAll(() => records.drop());

  let plans = 0;
  const line = (plan_id: string, offset: number): DraftedLine => ({
    place: { topic: plan_id, partition: 1, offset },
    attempts_before: 0,
    sent_as: {
      seller_id: 'ann',
      event_id: `e-${offset}`,
      sku: `s-${offset % 2}`,
      value: '{}',
      request_hash: HASH,
    },
    refusal: null,
  });
  /** A plan of three lines, the last of which is refused; approved for these minutes, or not. */
  async function plan(minutes: number | null = 5): Promise<string> {
    const plan_id = `rdp-${(plans += 1)}`;
    const filter = { reason: 'late', sku: null, seller_id: null, assignee: null };
    await insertPlan(records.pool, {
      plan_id,
      filter,
      patch: null,
      redrives_per_second: 2,
      left_out: false,
      digest: 'd',
      reason: 'why',
      requested_by: 'ada',
    });
    const refused = { ...line(plan_id, 3), sent_as: null, refusal: { code: 'not_json', detail: 'no' } };
    await insertPlanLines(records.pool, plan_id, [line(plan_id, 1), line(plan_id, 2), refused]);
    if (minutes !== null) expect(await approvePlan(records.pool, plan_id, 'grace', 'd', minutes)).toBe(true);
    return plan_id;
  }
  const claim = (plan_id: string, number: number, request_hash = HASH) =>
    claimPlanned(
      records.pool,
      { plan_id, line: number },
      { topic: plan_id, partition: 1, offset: number },
      { seller_id: 'ann', event_id: `e-${number}`, request_hash },
      'ada',
    );
  const done = async (plan_id: string): Promise<void> => {
    await records.pool.query('UPDATE redrive_plan SET finished_at = now() WHERE plan_id = $1', [plan_id]);
  };

  it('keep their exact set, and what became of it', async () => {
    const plan_id = await plan();
    const lines = await readPlanLines(records.pool, plan_id, { after: 0, result: null, limit: 10 });
    expect(lines.map(({ line: number, result, refusal }) => [number, result, refusal?.code ?? null])).toEqual(
      [
        [1, null, null],
        [2, null, null],
        [3, 'refused', 'not_json'],
      ],
    );
    expect((await nextPlanLines(records.pool, plan_id, 1)).map(({ line: number }) => number)).toEqual([1]);
    await settlePlanLine(records.pool, plan_id, 1, { result: 'redriven', outcome: 'accepted' });
    await settlePlanLine(records.pool, plan_id, 1, { result: 'refused' });
    expect((await nextPlanLines(records.pool, plan_id, 9)).map(({ line: number }) => number)).toEqual([2]);
    expect((await countPlanLines(records.pool, [plan_id])).get(plan_id)).toEqual({
      open: 1,
      redriven: 1,
      refused: 1,
      already_closed: 0,
      undecided: 0,
    });
    expect([
      await offersOfPlan(records.pool, plan_id, 'redriven'),
      await offersOfPlan(records.pool, plan_id, null),
    ]).toEqual([
      [{ seller_id: 'ann', sku: 's-1' }],
      [
        { seller_id: 'ann', sku: 's-0' },
        { seller_id: 'ann', sku: 's-1' },
      ],
    ]);
    await done(plan_id);
  });

  it.each<[string, () => Promise<string>, number | null]>([
    ['of an approved plan', () => plan(), 1],
    ['of a plan that nobody approved', () => plan(null), null],
    ['after the approval ended', () => plan(0), null],
    [
      'of a withdrawn plan',
      async () => {
        const id = await plan();
        await withdrawPlan(records.pool, id, 'ada', 'no');
        return id;
      },
      null,
    ],
    [
      'of a void plan',
      async () => {
        const id = await plan();
        await voidPlan(records.pool, id, 'it changed');
        return id;
      },
      null,
    ],
  ])('let a line be claimed %s', async (_case, make, attempts) => {
    const plan_id = await make();
    expect(await claim(plan_id, 1)).toBe(attempts);
    expect(await claim(plan_id, 1)).toBeNull();
    const place = { topic: plan_id, partition: 1, offset: 1 };
    expect((await countAttempts(records.pool, [place])).get(`${plan_id}/1/1`)).toBe(attempts ?? undefined);
    expect(typeof (await findRedrive(records.pool, place))).toBe(attempts === null ? 'undefined' : 'object');
    await done(plan_id);
  });

  it('bind a dead letter to one event only', async () => {
    const [first, second] = [await plan(), await plan()];
    await claim(first, 1);
    await records.pool.query('UPDATE redrive SET source_topic = $2 WHERE source_topic = $1', [first, second]);
    expect(await claim(second, 1, 'b'.repeat(64))).toBeNull();
    expect((await nextPlanLines(records.pool, second, 9)).map(({ claimed }) => claimed)).toEqual([
      true,
      false,
    ]);
    await Promise.all([done(first), done(second)]);
  });

  it('are approved by another person, with their digest, until they are started', async () => {
    const plan_id = await plan(null);
    const approve = (by: string, digest: string) => approvePlan(records.pool, plan_id, by, digest, 5);
    expect([await approve('ada', 'd'), await approve('grace', 'e'), await approve('grace', 'd')]).toEqual([
      false,
      false,
      true,
    ]);
    await expect(
      records.pool.query("UPDATE redrive_plan SET approved_by = 'ada' WHERE plan_id = $1", [plan_id]),
    ).rejects.toThrow('plan_two_persons');
    expect(await holdPlan(records.pool, 'p', LEASE_MS)).toBe(plan_id);
    expect(await notePlan(records.pool, plan_id, 'p', {})).toBe(true);
    expect(await approve('grace', 'd')).toBe(false);
    await voidPlan(records.pool, plan_id, 'too late');
    expect((await findPlan(records.pool, plan_id))?.voided).toBeNull();
    await done(plan_id);
  });

  it('are held by one process, and by the next where it ended', async () => {
    const plan_id = await plan();
    const hold = (holder: string) => holdPlan(records.pool, holder, LEASE_MS);
    expect([await hold('p'), await hold('q')]).toEqual([plan_id, null]);
    expect(await notePlan(records.pool, plan_id, 'q', {})).toBe(false);
    expect(await renewPlan(records.pool, plan_id, 'q', LEASE_MS)).toBe(false);
    expect(await renewPlan(records.pool, plan_id, 'p', 0)).toBe(true);
    expect(await hold('q')).toBe(plan_id);
    expect(await notePlan(records.pool, plan_id, 'p', { finished: true })).toBe(false);
    expect(await notePlan(records.pool, plan_id, 'q', { verified_before: 'rec-1' })).toBe(true);
    expect(await notePlan(records.pool, plan_id, 'q', { finished: true })).toBe(true);
    expect(await findPlan(records.pool, plan_id)).toMatchObject({
      verified_before: 'rec-1',
      verified_after: null,
    });
    expect(await withdrawPlan(records.pool, plan_id, 'ada', 'late')).toBe(false);
    expect(await hold('q')).toBeNull();
  });

  it.each<[PlanStatus, () => Promise<string>]>([
    ['requested', () => plan(null)],
    ['approved', () => plan()],
    ['expired', () => plan(0)],
    [
      'withdrawn',
      async () => {
        const id = await plan();
        await withdrawPlan(records.pool, id, 'ada', 'no');
        return id;
      },
    ],
    [
      'void',
      async () => {
        const id = await plan();
        await voidPlan(records.pool, id, 'it changed');
        return id;
      },
    ],
    [
      'done',
      async () => {
        const id = await plan();
        await done(id);
        return id;
      },
    ],
  ])('are listed as %s', async (status, make) => {
    const plan_id = await make();
    const ids = async (wanted: PlanStatus | null, after: string | null = null) =>
      (await listPlans(records.pool, wanted, after, 50)).map((found) => found.plan_id);
    expect([
      (await ids(status))[0],
      (await ids(null))[0],
      (await ids(null, plan_id)).includes(plan_id),
    ]).toEqual([plan_id, plan_id, false]);
    await done(plan_id);
  });
});
