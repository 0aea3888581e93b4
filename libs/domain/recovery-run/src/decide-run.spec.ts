import { describe, expect, it } from '@jest/globals';
import { given } from '@stockproof/testing';
import { type Actor, planDigest, type RunCommand, runDecider, type RunEvent, type RunRequest } from './index.js';

const actor = (subject: string, ...roles: ('request' | 'approve' | 'break_glass')[]): Actor => ({
  subject, may_request: roles.includes('request'), may_approve: roles.includes('approve'), may_break_glass: roles.includes('break_glass'),
});
const ada = actor('ada', 'request');
const grace = actor('grace', 'approve');
const both = actor('ada', 'request', 'approve');
const rosa = actor('rosa', 'break_glass');
const viewer = actor('eve');
const request = (mode: RunRequest['mode']): RunRequest => ({
  recovery_id: 'r', flow: 'f', scope: { type: 'all' }, mode, owner: 'o', intent: 'i', rate_limit_events_per_second: null,
});

const BARE = { contract_digest: 'c', code_version: 'v', blast_radius: { offers: 1, events: 1, sellers: 1, topics: [], messages_at_most: 1, estimated_seconds: 1 } };
const planFor = (mode: RunRequest['mode']) => ({ plan_digest: planDigest(request(mode), BARE), ...BARE });
const PLAN = planFor('repair');

const asked = (mode: RunRequest['mode'] = 'repair'): RunEvent[] => [
  { type: 'recovery_requested', by: 'ada', request: request(mode) }, { type: 'recovery_planned', by: 'ada', plan: planFor(mode) },
];
const approvedAt = (expires_at_ms: number): RunEvent => ({ type: 'recovery_approved', by: 'grace', plan_digest: PLAN.plan_digest, expires_at_ms });
const started: RunEvent = { type: 'recovery_started', by: 'ada' };
const approve = (who: Actor, plan_digest = PLAN.plan_digest): RunCommand => ({ type: 'approve', actor: who, plan_digest, now_ms: 0, valid_ms: 100 });
const takeUp = (code_version: string): RunCommand => ({ type: 'take_up', by: 'system', epoch: 1, code_version });
const start = (change: Partial<Extract<RunCommand, { type: 'start' }>> = {}): RunCommand => ({
  type: 'start', actor: ada, now_ms: 10, current: { contract_digest: 'c', code_version: 'v' }, ...change,
});

describe('a recovery run', () => {
  it.each<[string, RunEvent[], RunCommand, string | string[]]>([
    ['a requester asks', [], { type: 'request', actor: ada, request: request('repair') }, ['recovery_requested']],
    ['a viewer asks', [], { type: 'request', actor: viewer, request: request('verify') }, 'forbidden'],
    ['somebody asks for the same again', asked(), { type: 'request', actor: ada, request: request('repair') }, 'already_exists'],
    ['another approves', asked(), approve(grace), ['recovery_approved']],
    ['the requester approves its own', asked(), approve(both), 'four_eyes'],
    ['a requester approves', asked(), approve(ada), 'forbidden'],
    ['break-glass approves', asked(), approve(rosa), ['recovery_approved_by_break_glass']],
    ['break-glass approves its own', asked(), approve({ ...rosa, subject: 'ada' }), ['recovery_approved_by_break_glass']],
    ['another plan is approved', asked(), approve(grace, 'q'), 'plan_changed'],
    ['a verification is approved', asked('verify'), approve(grace), 'approval_not_needed'],
    ['it is approved twice', [...asked(), approvedAt(100)], approve(grace), 'wrong_status'],
    ['a repair is started without approval', asked(), start(), 'not_approved'],
    ['a verification is started', asked('verify'), start(), ['recovery_started']],
    ['an approved repair is started', [...asked(), approvedAt(100)], start(), ['recovery_started']],
    ['the approval is too old', [...asked(), approvedAt(10)], start(), 'approval_expired'],
    ['the contract changed since the plan', [...asked(), approvedAt(100)], start({ current: { contract_digest: 'd', code_version: 'v' } }), 'plan_changed'],
    ['the code changed since the plan', [...asked(), approvedAt(100)], start({ current: { contract_digest: 'c', code_version: 'w' } }), 'plan_changed'],
    ['a new plan voids the approval', [...asked(), approvedAt(100), { type: 'recovery_planned', by: 'ada', plan: PLAN }], start(), 'not_approved'],
    ['the scope was edited after the approval', [...asked(), approvedAt(100)].map((one) => (one.type === 'recovery_requested' ? { ...one, request: { ...one.request, scope: { type: 'by_sku', skus: ['x'] } } } : one)), start(), 'plan_changed'],
    ['an approval is used twice', [...asked(), approvedAt(100), started, { type: 'recovery_completed', by: 'system', confidence_status: 'trusted', sequence: 1 }], start(), 'wrong_status'],
    ['it is paused', [...asked('verify'), started], { type: 'pause', actor: ada }, ['recovery_paused']],
    ['a viewer pauses it', [...asked('verify'), started], { type: 'pause', actor: viewer }, 'forbidden'],
    ['it is resumed before it was paused', [...asked('verify'), started], { type: 'resume', actor: ada }, 'wrong_status'],
    ['it is aborted', [...asked('verify'), started], { type: 'abort', actor: grace, reason: 'r' }, ['recovery_aborted']],
    ['it is aborted when it is over', [...asked(), { type: 'recovery_rejected', by: 'grace', reason: 'no' }], { type: 'abort', actor: ada, reason: 'r' }, 'wrong_status'],
    ['it completes after it was aborted', [...asked('verify'), started, { type: 'recovery_aborted', by: 'ada', reason: 'r' }], { type: 'complete', by: 'system', confidence_status: 'trusted', sequence: 1 }, 'wrong_status'],
    ['it is taken up before it started', asked('verify'), takeUp('v'), 'wrong_status'],
    ['a repair is taken up by the code it was approved for', [...asked(), approvedAt(100), started], takeUp('v'), ['recovery_taken_up']],
    ['a repair is taken up by other code', [...asked(), approvedAt(100), started], takeUp('w'), ['recovery_failed']],
    ['a promotion is taken up by other code', [...asked('promote'), approvedAt(100), started], takeUp('w'), ['recovery_failed']],
    ['a verification is taken up by other code', [...asked('verify'), started], takeUp('w'), ['recovery_taken_up']],
    ['a comparison is taken up by other code', [...asked('what_if'), started], takeUp('w'), ['recovery_taken_up']],
    ['it is rejected by a requester', asked(), { type: 'reject', actor: ada, reason: 'r' }, 'forbidden'],
  ])('%s', (_name, events, command, outcome) => {
    const decided = given(runDecider, ...events).when(command);
    if (typeof outcome === 'string') decided.thenRefused(outcome);
    else decided.thenTypes(...outcome);
  });

  it('counts how often it was taken up, and remembers who approved it', () => {
    const { state } = given(
      runDecider, ...asked(), approvedAt(100), started, { type: 'recovery_taken_up', by: 'system', epoch: 1 }, { type: 'recovery_taken_up', by: 'system', epoch: 2, code_version: 'w' },
    );
    expect(state).toMatchObject({ status: 'running', taken_up: 2, executed_by: 'w', approval: { by: 'grace', break_glass: false } });
  });
});
