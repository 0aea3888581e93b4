import { describe, expect, it } from '@jest/globals';
import {
  ADA,
  anActor,
  aPlan,
  approval,
  approvedRun,
  aRunRequest,
  EVE,
  given,
  GRACE,
  plannedRun,
  ROSA,
} from '@stockproof/testing';
import { type Actor, type Mode, type RunCommand, runDecider, type RunEvent } from './index.js';

const ADA_APPROVES = anActor('ada', 'request', 'approve');
const ROSA_APPROVES = anActor('rosa', 'approve', 'break_glass');
const ADA_BREAKS = anActor('ada', 'break_glass');

/** An approval at 50 ms for 100 ms. */
const approve = (
  actor: Actor,
  change: { plan_digest?: string; reason?: string | null } = {},
): RunCommand => ({
  type: 'approve',
  actor,
  plan_digest: aPlan().plan_digest,
  now_ms: 50,
  valid_ms: 100,
  reason: 'why',
  ...change,
});
const approveOf = (mode: Mode, actor: Actor): RunCommand =>
  approve(actor, { plan_digest: aPlan({ mode }).plan_digest });
const review = (actor: Actor): RunCommand => ({ type: 'review', actor, verdict: 'justified', note: 'n' });

const GLASS: RunEvent = {
  type: 'recovery_approved_by_break_glass',
  by: 'rosa',
  plan_digest: aPlan().plan_digest,
  expires_at_ms: 150,
  reason: 'why',
};
const PLANNED_AGAIN: RunEvent = { type: 'recovery_planned', by: 'ada', plan: aPlan() };
const ABORTED: RunEvent = { type: 'recovery_aborted', by: 'ada', reason: 'r' };
const REVIEWED: RunEvent = { type: 'break_glass_reviewed', by: 'grace', verdict: 'justified', note: 'n' };
const broken = (...then: RunEvent[]): RunEvent[] => [...plannedRun(), GLASS, ...then];

describe('the approval of a recovery run', () => {
  it.each<[string, RunEvent[], RunCommand, string]>([
    ['is not its requester’s to give', plannedRun(), approve(ADA_APPROVES), 'four_eyes'],
    ['is not given by who may only request', plannedRun(), approve(ADA), 'forbidden'],
    ['is not given by who may only look', plannedRun(), approve(EVE), 'forbidden'],
    ['is of the plan that was shown', plannedRun(), approve(GRACE, { plan_digest: 'q' }), 'plan_changed'],
    ['is not for a verification', plannedRun('verify'), approve(GRACE), 'approval_not_required'],
    ['is given once', approvedRun(), approve(GRACE), 'wrong_status'],
    [
      'of a what-if is not its requester’s',
      plannedRun('what_if'),
      approveOf('what_if', ADA_APPROVES),
      'four_eyes',
    ],
    ['by break glass says why', plannedRun(), approve(ROSA, { reason: null }), 'reason_required'],
  ])('%s', (_rule, events, command, code) =>
    given(runDecider, ...events)
      .when(command)
      .thenRefused(code),
  );

  it.each<[string, RunEvent[], RunCommand, RunEvent]>([
    ['is another person’s', plannedRun(), approve(GRACE), approval(150)],
    [
      'of a what-if is another’s',
      plannedRun('what_if'),
      approveOf('what_if', GRACE),
      approval(150, 'what_if'),
    ],
    ['can be had by break glass', plannedRun(), approve(ROSA), GLASS],
    ['by break glass can be one’s own', plannedRun(), approve(ADA_BREAKS), { ...GLASS, by: 'ada' }],
  ])('%s', (_rule, events, command, event) =>
    given(runDecider, ...events)
      .when(command)
      .then(event),
  );
});

describe('the review of a break-glass approval', () => {
  it.each<[string, RunEvent[], RunCommand, string]>([
    ['is not by whoever broke it', broken(), review(ROSA_APPROVES), 'four_eyes'],
    ['is not by whoever asked for the run', broken(), review(ADA_APPROVES), 'four_eyes'],
    ['is not by who may only request', broken(), review(anActor('eve', 'request')), 'forbidden'],
    ['is written once', broken(REVIEWED), review(GRACE), 'no_review_due'],
    ['is not of an approval by two persons', approvedRun(), review(GRACE), 'no_review_due'],
  ])('%s', (_rule, events, command, code) =>
    given(runDecider, ...events)
      .when(command)
      .thenRefused(code),
  );

  it.each<[string, RunEvent[]]>([
    ['is by another person who may approve', broken()],
    ['can be written though the plan was made again', broken(PLANNED_AGAIN)],
    ['can be written when the run is over', broken(ABORTED)],
  ])('%s', (_rule, events) =>
    given(runDecider, ...events)
      .when(review(GRACE))
      .then(REVIEWED),
  );
});

describe('the start of a run that needs approval', () => {
  const start: RunCommand = {
    type: 'start',
    actor: ADA,
    now_ms: 10,
    current: { contract_digest: 'c', code_version: 'v' },
  };
  const startWith = (change: Partial<Extract<RunCommand, { type: 'start' }>>): RunCommand => ({
    ...start,
    ...change,
  });
  const current = (contract_digest: string, code_version: string): RunCommand =>
    startWith({ current: { contract_digest, code_version } });
  const GRACE_STARTS = startWith({ actor: anActor('grace', 'request', 'approve') });
  const EDITED: RunEvent = {
    type: 'recovery_requested',
    by: 'ada',
    request: aRunRequest({ scope: { type: 'by_sku', skus: ['x'] } }),
  };
  const DONE: RunEvent = {
    type: 'recovery_completed',
    by: 'system',
    confidence_status: 'trusted',
    sequence: 1,
  };
  const STARTED: RunEvent = { type: 'recovery_started', by: 'ada' };
  const proposed = [...plannedRun().map((one) => ({ ...one, by: 'system:continuous' })), approval()];
  const of = (plan_digest: string): RunEvent => ({
    type: 'recovery_approved',
    by: 'grace',
    plan_digest,
    expires_at_ms: 100,
  });

  it.each<[string, RunEvent[], RunCommand, string]>([
    ['needs one for a repair', plannedRun(), start, 'not_approved'],
    ['needs one for a promotion', plannedRun('promote'), start, 'not_approved'],
    ['needs one for a what-if, which runs a candidate', plannedRun('what_if'), start, 'not_approved'],
    ['comes before its approval ends', [...plannedRun(), approval(10)], start, 'approval_expired'],
    ['is of the contract that was approved', approvedRun(), current('d', 'v'), 'plan_changed'],
    ['is of the code that was approved', approvedRun(), current('c', 'w'), 'plan_changed'],
    ['is of the plan that was approved', [...plannedRun(), of('q')], start, 'plan_changed'],
    ['needs a new approval for a new plan', approvedRun('repair', PLANNED_AGAIN), start, 'not_approved'],
    ['is of the scope approved', [EDITED, ...approvedRun().slice(1)], start, 'plan_changed'],
    ['uses an approval once', approvedRun('repair', STARTED, DONE), start, 'wrong_status'],
    ['of what the service proposed is not its approver’s', proposed, GRACE_STARTS, 'four_eyes'],
  ])('%s', (_rule, events, command, code) =>
    given(runDecider, ...events)
      .when(command)
      .thenRefused(code),
  );

  it.each<[string, RunEvent[], RunCommand, string]>([
    ['comes after the approval of a repair', approvedRun(), start, 'ada'],
    ['comes after the approval of a what-if', approvedRun('what_if'), start, 'ada'],
    ['may come a millisecond before its approval ends', [...plannedRun(), approval(11)], start, 'ada'],
    ['of what the service proposed is another person’s', proposed, start, 'ada'],
    ['of what ada asked for may be its approver’s', approvedRun(), GRACE_STARTS, 'grace'],
  ])('%s', (_rule, events, command, by) =>
    given(runDecider, ...events)
      .when(command)
      .then({ type: 'recovery_started', by }),
  );
});

describe('the digest that is approved', () => {
  const candidate = {
    name: 'c',
    version: 2,
    digest: null,
    budget: { offers_changed_at_most: 0, units_changed_at_most: 0, oversold_units_at_most: 0 },
  };
  it.each<[string, ...Parameters<typeof aPlan>]>([
    ['recovery', { recovery_id: 'other' }],
    ['flow', { flow: 'other' }],
    ['scope', { scope: { type: 'by_sku', skus: ['x'] } }],
    ['mode', { mode: 'promote' }],
    ['owner', { owner: 'other' }],
    ['intent', { intent: 'other' }],
    ['candidate', { candidate }],
    ['contract', {}, { contract_digest: 'd' }],
    ['code version', {}, { code_version: 'w' }],
    ['blast radius', {}, { blast_radius: { ...aPlan().blast_radius, offers: 2 } }],
  ])('changes with the %s', (_part, ...plan) =>
    expect(aPlan(...plan).plan_digest).not.toBe(aPlan().plan_digest),
  );

  it('is the same with another rate', () =>
    expect(aPlan({ rate_limit_events_per_second: 9 }).plan_digest).toBe(aPlan().plan_digest));
});
