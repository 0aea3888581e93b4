import { describe, expect, it } from '@jest/globals';
import { aPlan, approvedRun, given, plannedRun, startedRun } from '@stockproof/testing';
import { runDecider, type RunEvent } from './index.js';

const REQUESTED: RunEvent[] = plannedRun('verify').slice(0, 1);
const GLASS: RunEvent = {
  type: 'recovery_approved_by_break_glass',
  by: 'rosa',
  plan_digest: 'q',
  expires_at_ms: 9,
};
const REVIEWED: RunEvent = { type: 'break_glass_reviewed', by: 'grace', verdict: 'justified', note: 'n' };
const PAUSED: RunEvent = { type: 'recovery_paused', by: 'ada' };
const RESUMED: RunEvent = { type: 'recovery_resumed', by: 'ada' };
const REFUSED: RunEvent = { type: 'action_refused', by: 'eve', action: 'start', code: 'forbidden' };
const SEALING: RunEvent = { type: 'step_reached', by: 'system', step: 'seal' };
const RATE: RunEvent = { type: 'rate_changed', by: 'ada', rate_limit_events_per_second: 3 };
const FAILED: RunEvent = { type: 'recovery_failed', by: 'system', reason: 'why' };
const DONE: RunEvent = {
  type: 'recovery_completed',
  by: 'system',
  confidence_status: 'trusted',
  sequence: 8,
};
const GLASS_APPROVAL = { by: 'rosa', plan_digest: 'q', expires_at_ms: 9, break_glass: true, reason: null };
const broken = (reason?: string): RunEvent[] => [
  ...plannedRun(),
  { ...GLASS, ...(reason ? { reason } : {}) },
];

describe('the state of a recovery run', () => {
  it.each<[string, RunEvent[], object]>([
    ['requested, by whom', REQUESTED, { status: 'requested', requested_by: 'ada' }],
    ['planned, and not approved', plannedRun(), { status: 'planned', plan: aPlan(), approval: null }],
    [
      'approved by break glass',
      broken(),
      { status: 'approved', approval: GLASS_APPROVAL, unreviewed: ['rosa'] },
    ],
    [
      'reviewed',
      [...broken('why'), REVIEWED],
      { status: 'approved', unreviewed: [], approval: { reason: 'why' } },
    ],
    ['at a step', startedRun('verify', SEALING), { status: 'running', step: 'seal' }],
    ['at another rate', startedRun('verify', RATE), { status: 'running', rate_limit_events_per_second: 3 }],
    ['paused', startedRun('verify', PAUSED), { status: 'paused' }],
    ['as it was after a refused action', startedRun('verify', PAUSED, REFUSED), { status: 'paused' }],
    ['running again', startedRun('verify', PAUSED, RESUMED), { status: 'running' }],
    ['failed, and why', startedRun('verify', FAILED), { status: 'failed', reason: 'why' }],
    [
      'completed',
      startedRun('verify', DONE),
      { status: 'completed', confidence_status: 'trusted', sequence: 8 },
    ],
  ])('is %s', (_name, events, state) => expect(given(runDecider, ...events).state).toMatchObject(state));

  it('has the requested rate', () => {
    const [requested] = REQUESTED as [Extract<RunEvent, { type: 'recovery_requested' }>];
    const request = { ...requested.request, rate_limit_events_per_second: 5 };
    expect(given(runDecider, { ...requested, request }).state.rate_limit_events_per_second).toBe(5);
  });

  it('counts the claims of the run, and has its approver', () => {
    const claims: RunEvent[] = [
      { type: 'recovery_claimed', by: 'system', epoch: 1 },
      { type: 'recovery_claimed', by: 'system', epoch: 2, code_version: 'w' },
    ];
    const started: RunEvent = { type: 'recovery_started', by: 'ada' };
    expect(given(runDecider, ...approvedRun('repair', started, ...claims)).state).toMatchObject({
      status: 'running',
      claims: 2,
      executed_by: 'w',
      approval: { by: 'grace', break_glass: false },
    });
  });
});
