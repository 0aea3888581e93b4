import { describe, expect, it } from '@jest/globals';
import { given } from '@stockproof/testing';
import {
  type Actor,
  planDigest,
  type RunCommand,
  runDecider,
  type RunEvent,
  type RunRequest,
} from './index.js';

const actor = (subject: string, ...roles: ('request' | 'approve' | 'break_glass')[]): Actor => ({
  subject,
  may_request: roles.includes('request'),
  may_approve: roles.includes('approve'),
  may_break_glass: roles.includes('break_glass'),
});
const ada = actor('ada', 'request');
const grace = actor('grace', 'approve');
const both = actor('ada', 'request', 'approve');
const rosa = actor('rosa', 'break_glass');
const viewer = actor('eve');
const request = (mode: RunRequest['mode']): RunRequest => ({
  recovery_id: 'r',
  flow: 'f',
  scope: { type: 'all' },
  mode,
  owner: 'o',
  intent: 'i',
  rate_limit_events_per_second: null,
});

const BARE = {
  contract_digest: 'c',
  code_version: 'v',
  blast_radius: { offers: 1, events: 1, sellers: 1, topics: [], messages_at_most: 1, estimated_seconds: 1 },
};
const planFor = (mode: RunRequest['mode']) => ({ plan_digest: planDigest(request(mode), BARE), ...BARE });
const PLAN = planFor('repair');

const asked = (mode: RunRequest['mode'] = 'repair'): RunEvent[] => [
  { type: 'recovery_requested', by: 'ada', request: request(mode) },
  { type: 'recovery_planned', by: 'ada', plan: planFor(mode) },
];
const approvedAt = (expires_at_ms: number, { plan_digest } = PLAN): RunEvent => ({
  type: 'recovery_approved',
  by: 'grace',
  plan_digest,
  expires_at_ms,
});
const started: RunEvent = { type: 'recovery_started', by: 'ada' };
const approve = (who: Actor, plan_digest = PLAN.plan_digest): RunCommand => ({
  type: 'approve',
  actor: who,
  plan_digest,
  now_ms: 0,
  valid_ms: 100,
  reason: 'why',
});
const broken: RunEvent = {
  type: 'recovery_approved_by_break_glass',
  by: 'rosa',
  plan_digest: PLAN.plan_digest,
  expires_at_ms: 100,
  reason: 'why',
};
const reviewed = (who: Actor): RunCommand => ({
  type: 'review',
  actor: who,
  verdict: 'justified',
  note: 'n',
});
const changeRate = (who: Actor, rate_limit_events_per_second: number | null): RunCommand => ({
  type: 'change_rate',
  actor: who,
  rate_limit_events_per_second,
  reason: 'r',
});
const atRate = (rate_limit_events_per_second: number, ...then: RunEvent[]): RunEvent[] => [
  ...asked(),
  { type: 'rate_changed', by: 'ada', rate_limit_events_per_second },
  ...then,
];
const proposed: RunEvent[] = [
  ...asked().map((one) => ({ ...one, by: 'system:continuous' })),
  approvedAt(100),
];
const resume = (code_version: string): RunCommand => ({
  type: 'claim',
  by: 'system',
  epoch: 1,
  code_version,
});
const start = (change: Partial<Extract<RunCommand, { type: 'start' }>> = {}): RunCommand => ({
  type: 'start',
  actor: ada,
  now_ms: 10,
  current: { contract_digest: 'c', code_version: 'v' },
  ...change,
});

describe('a recovery run', () => {
  it.each<[string, RunEvent[], RunCommand, string | string[]]>([
    [
      'a requester asks',
      [],
      { type: 'request', actor: ada, request: request('repair') },
      ['recovery_requested'],
    ],
    ['a viewer asks', [], { type: 'request', actor: viewer, request: request('verify') }, 'forbidden'],
    [
      'somebody asks for the same again',
      asked(),
      { type: 'request', actor: ada, request: request('repair') },
      'already_exists',
    ],
    ['another approves', asked(), approve(grace), ['recovery_approved']],
    ['the requester approves its own', asked(), approve(both), 'four_eyes'],
    ['a requester approves', asked(), approve(ada), 'forbidden'],
    ['break-glass approves', asked(), approve(rosa), ['recovery_approved_by_break_glass']],
    [
      'break-glass approves its own',
      asked(),
      approve({ ...rosa, subject: 'ada' }),
      ['recovery_approved_by_break_glass'],
    ],
    ['another plan is approved', asked(), approve(grace, 'q'), 'plan_changed'],
    ['a verification is approved', asked('verify'), approve(grace), 'approval_not_required'],
    ['it is approved twice', [...asked(), approvedAt(100)], approve(grace), 'wrong_status'],
    ['a repair is started without approval', asked(), start(), 'not_approved'],
    ['a verification is started', asked('verify'), start(), ['recovery_started']],
    ['an approved repair is started', [...asked(), approvedAt(100)], start(), ['recovery_started']],
    ['the approval is too old', [...asked(), approvedAt(10)], start(), 'approval_expired'],
    [
      'the contract changed since the plan',
      [...asked(), approvedAt(100)],
      start({ current: { contract_digest: 'd', code_version: 'v' } }),
      'plan_changed',
    ],
    [
      'the code changed since the plan',
      [...asked(), approvedAt(100)],
      start({ current: { contract_digest: 'c', code_version: 'w' } }),
      'plan_changed',
    ],
    [
      'a new plan voids the approval',
      [...asked(), approvedAt(100), { type: 'recovery_planned', by: 'ada', plan: PLAN }],
      start(),
      'not_approved',
    ],
    [
      'the scope was edited after the approval',
      [...asked(), approvedAt(100)].map((one) =>
        one.type === 'recovery_requested'
          ? { ...one, request: { ...one.request, scope: { type: 'by_sku', skus: ['x'] } } }
          : one,
      ),
      start(),
      'plan_changed',
    ],
    [
      'an approval is used twice',
      [
        ...asked(),
        approvedAt(100),
        started,
        { type: 'recovery_completed', by: 'system', confidence_status: 'trusted', sequence: 1 },
      ],
      start(),
      'wrong_status',
    ],
    ['it is paused', [...asked('verify'), started], { type: 'pause', actor: ada }, ['recovery_paused']],
    ['a viewer pauses it', [...asked('verify'), started], { type: 'pause', actor: viewer }, 'forbidden'],
    [
      'it is resumed before it was paused',
      [...asked('verify'), started],
      { type: 'resume', actor: ada },
      'wrong_status',
    ],
    [
      'it is aborted',
      [...asked('verify'), started],
      { type: 'abort', actor: grace, reason: 'r' },
      ['recovery_aborted'],
    ],
    [
      'it is aborted when it is over',
      [...asked(), { type: 'recovery_rejected', by: 'grace', reason: 'no' }],
      { type: 'abort', actor: ada, reason: 'r' },
      'wrong_status',
    ],
    [
      'it completes after it was aborted',
      [...asked('verify'), started, { type: 'recovery_aborted', by: 'ada', reason: 'r' }],
      { type: 'complete', by: 'system', confidence_status: 'trusted', sequence: 1 },
      'wrong_status',
    ],
    ['it is taken up before it started', asked('verify'), resume('v'), 'wrong_status'],
    [
      'a repair is taken up by the code it was approved for',
      [...asked(), approvedAt(100), started],
      resume('v'),
      ['recovery_claimed'],
    ],
    [
      'a repair is taken up by other code',
      [...asked(), approvedAt(100), started],
      resume('w'),
      ['recovery_failed'],
    ],
    [
      'a promotion is taken up by other code',
      [...asked('promote'), approvedAt(100), started],
      resume('w'),
      ['recovery_failed'],
    ],
    [
      'a verification is taken up by other code',
      [...asked('verify'), started],
      resume('w'),
      ['recovery_claimed'],
    ],
    [
      'a comparison is taken up by other code',
      [...asked('what_if'), approvedAt(100), started],
      resume('w'),
      ['recovery_failed'],
    ],
    ['a comparison runs no candidate that nobody approved', asked('what_if'), start(), 'not_approved'],
    [
      'a comparison is approved by somebody else',
      asked('what_if'),
      approve(grace, planFor('what_if').plan_digest),
      ['recovery_approved'],
    ],
    [
      'a comparison is approved by whoever asked for it',
      asked('what_if'),
      approve(both, planFor('what_if').plan_digest),
      'four_eyes',
    ],
    [
      'a comparison that was approved is started',
      [...asked('what_if'), approvedAt(100, planFor('what_if'))],
      start(),
      ['recovery_started'],
    ],
    [
      'break-glass approves and does not say why',
      asked(),
      { ...approve(rosa), reason: null } as RunCommand,
      'reason_required',
    ],
    [
      'a broken glass is reviewed by whoever broke it',
      [...asked(), broken],
      reviewed(actor('rosa', 'approve', 'break_glass')),
      'four_eyes',
    ],
    ['a broken glass is reviewed by whoever asked', [...asked(), broken], reviewed(both), 'four_eyes'],
    [
      'a broken glass is reviewed by a requester',
      [...asked(), broken],
      reviewed(actor('eve', 'request')),
      'forbidden',
    ],
    [
      'a glass is reviewed twice',
      [...asked(), broken, { type: 'break_glass_reviewed', by: 'grace', verdict: 'justified', note: 'n' }],
      reviewed(grace),
      'no_review_due',
    ],
    ['no glass is reviewed', [...asked(), approvedAt(100)], reviewed(grace), 'no_review_due'],
    [
      'a broken glass is reviewed though the plan was made again',
      [...asked(), broken, { type: 'recovery_planned', by: 'ada', plan: PLAN }],
      reviewed(grace),
      ['break_glass_reviewed'],
    ],
    [
      'a broken glass is reviewed when all is over',
      [...asked(), broken, { type: 'recovery_aborted', by: 'ada', reason: 'r' }],
      reviewed(grace),
      ['break_glass_reviewed'],
    ],
    [
      'what was approved is hurried by whoever asked',
      atRate(5, approvedAt(100)),
      changeRate(ada, 6),
      'four_eyes',
    ],
    [
      'what was approved is let run free by whoever asked',
      atRate(5, approvedAt(100), started),
      changeRate(ada, null),
      'four_eyes',
    ],
    [
      'what was approved is slowed by whoever asked',
      atRate(5, approvedAt(100), started),
      changeRate(ada, 4),
      ['rate_changed'],
    ],
    [
      'what was approved without a limit gets one by whoever asked',
      [...asked(), approvedAt(100), started],
      changeRate(ada, 4),
      ['rate_changed'],
    ],
    [
      'what was approved is hurried by another requester',
      atRate(5, approvedAt(100)),
      changeRate(actor('eve', 'request'), 6),
      ['rate_changed'],
    ],
    [
      'what was approved is hurried by an approver',
      atRate(5, approvedAt(100)),
      changeRate(grace, 6),
      ['rate_changed'],
    ],
    ['what is not approved yet is hurried by whoever asked', atRate(5), changeRate(ada, 6), ['rate_changed']],
    [
      'a verification is hurried by whoever asked',
      [...asked('verify'), started, { type: 'rate_changed', by: 'ada', rate_limit_events_per_second: 5 }],
      changeRate(ada, null),
      ['rate_changed'],
    ],
    [
      'what the service proposed is started by whoever approved it',
      proposed,
      start({ actor: actor('grace', 'request', 'approve') }),
      'four_eyes',
    ],
    ['what the service proposed is started by another', proposed, start(), ['recovery_started']],
    [
      'what ada asked for is started by whoever approved it',
      [...asked(), approvedAt(100)],
      start({ actor: actor('grace', 'request', 'approve') }),
      ['recovery_started'],
    ],
    ['it is rejected by a requester', asked(), { type: 'reject', actor: ada, reason: 'r' }, 'forbidden'],
  ])('%s', (_name, events, command, outcome) => {
    const decided = given(runDecider, ...events).when(command);
    if (typeof outcome === 'string') decided.thenRefused(outcome);
    else decided.thenTypes(...outcome);
  });

  it.each<[string, RunEvent[], RunCommand, RunEvent[]]>([
    [
      'an approval ends so many milliseconds after it',
      asked(),
      {
        type: 'approve',
        actor: grace,
        plan_digest: PLAN.plan_digest,
        now_ms: 50,
        valid_ms: 100,
        reason: null,
      },
      [{ type: 'recovery_approved', by: 'grace', plan_digest: PLAN.plan_digest, expires_at_ms: 150 }],
    ],
    [
      'and one that broke the glass says so',
      asked(),
      {
        type: 'approve',
        actor: rosa,
        plan_digest: PLAN.plan_digest,
        now_ms: 50,
        valid_ms: 100,
        reason: 'night',
      },
      [
        {
          type: 'recovery_approved_by_break_glass',
          by: 'rosa',
          plan_digest: PLAN.plan_digest,
          expires_at_ms: 150,
          reason: 'night',
        },
      ],
    ],
    [
      'started a moment before its approval ends',
      [...asked(), approvedAt(11)],
      start({ now_ms: 10 }),
      [started],
    ],
    [
      'rejected, and why',
      asked(),
      { type: 'reject', actor: grace, reason: 'no' },
      [{ type: 'recovery_rejected', by: 'grace', reason: 'no' }],
    ],
    [
      'aborted, and why',
      asked(),
      { type: 'abort', actor: rosa, reason: 'r' },
      [{ type: 'recovery_aborted', by: 'rosa', reason: 'r' }],
    ],
    [
      'failed, and why',
      [...asked('verify'), started],
      { type: 'fail', by: 'system', reason: 'r' },
      [{ type: 'recovery_failed', by: 'system', reason: 'r' }],
    ],
    [
      'at another rate',
      [...asked('verify'), started],
      { type: 'change_rate', actor: ada, rate_limit_events_per_second: 7, reason: 'r' },
      [{ type: 'rate_changed', by: 'ada', rate_limit_events_per_second: 7, reason: 'r' }],
    ],
    [
      'reviewed',
      [...asked(), broken],
      reviewed(grace),
      [{ type: 'break_glass_reviewed', by: 'grace', verdict: 'justified', note: 'n' }],
    ],
    [
      'a step further',
      [...asked('verify'), started],
      { type: 'reach', by: 'system', step: 'replay' },
      [{ type: 'step_reached', by: 'system', step: 'replay' }],
    ],
    [
      'taken up',
      [...asked('verify'), started],
      { type: 'claim', by: 'system', epoch: 4, code_version: 'v' },
      [{ type: 'recovery_claimed', by: 'system', epoch: 4, code_version: 'v' }],
    ],
    [
      'taken up while it is paused',
      [...asked('verify'), started, { type: 'recovery_paused', by: 'ada' }],
      { type: 'claim', by: 'system', epoch: 4, code_version: 'v' },
      [{ type: 'recovery_claimed', by: 'system', epoch: 4, code_version: 'v' }],
    ],
    [
      'over',
      [...asked('verify'), started],
      { type: 'complete', by: 'system', confidence_status: 'untrusted', sequence: 8 },
      [{ type: 'recovery_completed', by: 'system', confidence_status: 'untrusted', sequence: 8 }],
    ],
  ])('is %s', (_name, events, command, outcome) =>
    given(runDecider, ...events)
      .when(command)
      .then(...outcome),
  );

  it.each<[string, RunEvent[], RunCommand, string]>([
    [
      'a viewer plans',
      [{ type: 'recovery_requested', by: 'ada', request: request('verify') }],
      { type: 'plan', actor: viewer, plan: PLAN },
      'forbidden',
    ],
    ['a viewer starts', asked('verify'), start({ actor: viewer }), 'forbidden'],
    ['an approver starts', asked('verify'), start({ actor: grace }), 'forbidden'],
    ['a viewer approves', asked(), approve(viewer), 'forbidden'],
    [
      'a viewer resumes',
      [...asked('verify'), started, { type: 'recovery_paused', by: 'ada' }],
      { type: 'resume', actor: viewer },
      'forbidden',
    ],
    ['a viewer changes the rate', [...asked('verify'), started], changeRate(viewer, 7), 'forbidden'],
    [
      'a viewer aborts',
      [...asked('verify'), started],
      { type: 'abort', actor: viewer, reason: 'r' },
      'forbidden',
    ],
    ['it is aborted before there is one', [], { type: 'abort', actor: ada, reason: 'r' }, 'wrong_status'],
    [
      'it is planned while it runs',
      [...asked('verify'), started],
      { type: 'plan', actor: ada, plan: PLAN },
      'wrong_status',
    ],
    ['it is paused before it runs', asked('verify'), { type: 'pause', actor: ada }, 'wrong_status'],
    ['it fails before it runs', asked('verify'), { type: 'fail', by: 'system', reason: 'r' }, 'wrong_status'],
    ['it is promoted without approval', asked('promote'), start(), 'not_approved'],
    [
      'another plan was approved',
      [...asked(), { type: 'recovery_approved', by: 'grace', plan_digest: 'q', expires_at_ms: 100 }],
      start(),
      'plan_changed',
    ],
    [
      'its rate is changed when it is over',
      [...asked(), { type: 'recovery_rejected', by: 'grace', reason: 'no' }],
      changeRate(ada, 1),
      'wrong_status',
    ],
  ])('is refused where %s', (_name, events, command, code) =>
    given(runDecider, ...events)
      .when(command)
      .thenRefused(code),
  );

  it.each<[string, RunEvent[], object]>([
    [
      'asked for',
      [
        {
          type: 'recovery_requested',
          by: 'ada',
          request: { ...request('verify'), rate_limit_events_per_second: 5 },
        },
      ],
      { status: 'requested', requested_by: 'ada', rate_limit_events_per_second: 5 },
    ],
    ['planned', asked(), { status: 'planned', plan: PLAN, approval: null }],
    [
      'approved by break-glass',
      [
        ...asked(),
        { type: 'recovery_approved_by_break_glass', by: 'rosa', plan_digest: 'q', expires_at_ms: 9 },
      ],
      {
        status: 'approved',
        approval: { by: 'rosa', plan_digest: 'q', expires_at_ms: 9, break_glass: true, reason: null },
        unreviewed: ['rosa'],
      },
    ],
    [
      'reviewed',
      [...asked(), broken, { type: 'break_glass_reviewed', by: 'grace', verdict: 'justified', note: 'n' }],
      { status: 'approved', unreviewed: [], approval: { reason: 'why' } },
    ],
    [
      'at a step, at another rate',
      [
        ...asked('verify'),
        started,
        { type: 'step_reached', by: 'system', step: 'seal' },
        { type: 'rate_changed', by: 'ada', rate_limit_events_per_second: 3 },
      ],
      { status: 'running', step: 'seal', rate_limit_events_per_second: 3 },
    ],
    [
      'paused, and an action was refused',
      [
        ...asked('verify'),
        started,
        { type: 'recovery_paused', by: 'ada' },
        { type: 'action_refused', by: 'eve', action: 'start', code: 'forbidden' },
      ],
      { status: 'paused' },
    ],
    [
      'resumed',
      [
        ...asked('verify'),
        started,
        { type: 'recovery_paused', by: 'ada' },
        { type: 'recovery_resumed', by: 'ada' },
      ],
      { status: 'running' },
    ],
    [
      'failed',
      [...asked('verify'), started, { type: 'recovery_failed', by: 'system', reason: 'why' }],
      { status: 'failed', reason: 'why' },
    ],
    [
      'completed',
      [
        ...asked('verify'),
        started,
        { type: 'recovery_completed', by: 'system', confidence_status: 'trusted', sequence: 8 },
      ],
      { status: 'completed', confidence_status: 'trusted', sequence: 8 },
    ],
  ])('knows that it is %s', (_name, events, state) =>
    expect(given(runDecider, ...events).state).toMatchObject(state),
  );

  it.each<[string, Partial<RunRequest>]>([
    ['recovery', { recovery_id: 'other' }],
    ['flow', { flow: 'other' }],
    ['scope', { scope: { type: 'by_sku', skus: ['x'] } }],
    ['mode', { mode: 'promote' }],
    ['owner', { owner: 'other' }],
    ['intent', { intent: 'other' }],
    [
      'candidate',
      {
        candidate: {
          name: 'c',
          version: 2,
          digest: null,
          budget: { offers_changed_at_most: 0, units_changed_at_most: 0, oversold_units_at_most: 0 },
        },
      },
    ],
  ])('its plan is of its %s', (_name, change) =>
    expect(planDigest({ ...request('repair'), ...change }, BARE)).not.toBe(PLAN.plan_digest),
  );

  it.each([
    ['contract_digest', 'd'],
    ['code_version', 'w'],
    ['blast_radius', { ...BARE.blast_radius, offers: 2 }],
  ])('and of the %s', (name, value) =>
    expect(planDigest(request('repair'), { ...BARE, [name]: value })).not.toBe(PLAN.plan_digest),
  );

  it('but not of how fast it runs', () =>
    expect(planDigest({ ...request('repair'), rate_limit_events_per_second: 9 }, BARE)).toBe(
      PLAN.plan_digest,
    ));

  it('counts how often it was taken up, and remembers who approved it', () => {
    const { state } = given(
      runDecider,
      ...asked(),
      approvedAt(100),
      started,
      { type: 'recovery_claimed', by: 'system', epoch: 1 },
      { type: 'recovery_claimed', by: 'system', epoch: 2, code_version: 'w' },
    );
    expect(state).toMatchObject({
      status: 'running',
      claims: 2,
      executed_by: 'w',
      approval: { by: 'grace', break_glass: false },
    });
  });
});
