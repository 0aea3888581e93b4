import { describe, expect, it } from '@jest/globals';
import {
  checkPlanApproval,
  checkPlanSending,
  checkPlanWithdrawal,
  mayWithPlan,
  planStatus,
  type RedrivePlan,
} from './redrive-plan.js';

const NOW = Date.parse('2026-07-01T00:00:00Z');
const at = (ms: number): Date => new Date(NOW + ms);
const ASKED: RedrivePlan = {
  plan_id: 'rdp-1',
  filter: { reason: null, sku: null, seller_id: null, assignee: null },
  patch: null,
  redrives_per_second: 10,
  left_out: false,
  digest: 'd',
  reason: 'why',
  requested_by: 'ada',
  requested_at: at(-9),
  approval: null,
  withdrawn: null,
  voided: null,
  started_at: null,
  verified_before: null,
  verified_after: null,
  finished_at: null,
};
const approval = { by: 'grace', at: at(-5), expires_at: at(5) };
const withdrawn = { by: 'ada', at: at(-1), reason: 'a mistake' };
const voided = { at: at(-1), reason: 'a/1/2 was dismissed meanwhile' };
const APPROVED = { ...ASKED, approval };
const RUNNING = { ...APPROVED, started_at: at(-3) };
const DONE = { ...RUNNING, finished_at: at(-1) };
const LATE = { ...approval, expires_at: at(0) };

describe('a plan', () => {
  it.each<[string, RedrivePlan, string]>([
    ['is asked for', ASKED, 'requested'],
    ['is approved', APPROVED, 'approved'],
    ['has an old approval', { ...ASKED, approval: LATE }, 'expired'],
    ['is carried out', RUNNING, 'running'],
    ['is carried out after its approval ended', { ...RUNNING, approval: LATE }, 'running'],
    ['is withdrawn before it began', { ...APPROVED, withdrawn }, 'withdrawn'],
    ['is withdrawn while it is carried out', { ...RUNNING, withdrawn }, 'running'],
    ['is void', { ...APPROVED, voided }, 'void'],
    ['is done', DONE, 'done'],
    ['was withdrawn and is done', { ...DONE, withdrawn }, 'done'],
  ])('%s', (_case, plan, status) => expect(planStatus(plan, NOW)).toBe(status));

  it.each<[string, RedrivePlan, string, string, string | null]>([
    ['by another person', ASKED, 'grace', 'd', null],
    ['again', APPROVED, 'grace', 'd', null],
    ['by who asked', ASKED, 'ada', 'd', 'four_eyes'],
    ['with another digest', ASKED, 'grace', 'e', 'digest_mismatch'],
    ['after it was started', RUNNING, 'grace', 'd', 'approval_used'],
    ['after it was withdrawn', { ...ASKED, withdrawn }, 'grace', 'd', 'withdrawn'],
    ['where a dead letter of it changed', { ...ASKED, voided }, 'grace', 'd', 'plan_void'],
  ])('is approved %s', (_case, plan, by, digest, code) =>
    expect(checkPlanApproval(plan, by, digest)?.code ?? null).toBe(code),
  );

  it.each<[string, RedrivePlan, string, boolean, string | null]>([
    ['by who asked', ASKED, 'ada', false, null],
    ['by an approver, while it is carried out', RUNNING, 'grace', true, null],
    ['by somebody else', RUNNING, 'rosa', false, 'not_requester'],
    ['twice', { ...RUNNING, withdrawn }, 'ada', false, 'withdrawn'],
    ['when it is void', { ...APPROVED, voided }, 'ada', false, 'plan_void'],
    ['when it is done', DONE, 'ada', false, 'plan_over'],
  ])('is withdrawn %s', (_case, plan, name, may_approve, code) =>
    expect(checkPlanWithdrawal(plan, { name, may_approve })?.code ?? null).toBe(code),
  );

  it.each<[string, RedrivePlan, string | null]>([
    ['while its approval holds', RUNNING, null],
    ['after that', { ...RUNNING, approval: LATE }, 'approval_expired'],
    ['without one', ASKED, 'approval_expired'],
    ['after it was withdrawn', { ...RUNNING, withdrawn }, 'withdrawn'],
  ])('sends %s', (_case, plan, code) => expect(checkPlanSending(plan, NOW)?.code ?? null).toBe(code));

  it.each<[string, RedrivePlan, readonly [string, boolean, boolean], boolean, boolean, string | null]>([
    // who: name, requester, approver; then approve, withdraw, why not approve
    ['its requester', ASKED, ['ada', true, false], false, true, 'only an approver may approve'],
    [
      'its requester who approves others',
      ASKED,
      ['ada', true, true],
      false,
      true,
      'whoever asked for a plan may not approve it',
    ],
    ['an approver', ASKED, ['grace', false, true], true, true, null],
    [
      'an approver, when it runs',
      RUNNING,
      ['grace', false, true],
      false,
      true,
      'it was started: a plan is carried out once, make another',
    ],
    ['another requester', ASKED, ['eve', true, false], false, false, 'only an approver may approve'],
    [
      'a viewer with the name of who asked',
      ASKED,
      ['ada', false, false],
      false,
      false,
      'only an approver may approve',
    ],
  ])('may be acted on by %s', (_case, plan, [name, may_request, may_approve], approve, withdraw, why) =>
    expect(mayWithPlan(plan, { name, may_request, may_approve })).toEqual({ approve, withdraw, why }),
  );
});
