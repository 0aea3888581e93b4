import { describe, it } from '@jest/globals';
import {
  ADA,
  anActor,
  aPlan,
  approval,
  aRunRequest,
  EVE,
  given,
  GRACE,
  plannedRun,
  ROSA,
  startedRun,
} from '@stockproof/testing';
import { type Actor, type RunCommand, runDecider, type RunEvent } from './index.js';

const request = (actor: Actor): RunCommand => ({ type: 'request', actor, request: aRunRequest() });
const plan = (actor: Actor): RunCommand => ({ type: 'plan', actor, plan: aPlan() });
const start = (actor: Actor): RunCommand => ({
  type: 'start',
  actor,
  now_ms: 10,
  current: { contract_digest: 'c', code_version: 'v' },
});
const pause = (actor: Actor): RunCommand => ({ type: 'pause', actor });
const resume = (actor: Actor): RunCommand => ({ type: 'resume', actor });
const abort = (actor: Actor): RunCommand => ({ type: 'abort', actor, reason: 'r' });
const reject = (actor: Actor): RunCommand => ({ type: 'reject', actor, reason: 'no' });
const FAIL: RunCommand = { type: 'fail', by: 'system', reason: 'r' };
const REACH: RunCommand = { type: 'reach', by: 'system', step: 'replay' };
const COMPLETE: RunCommand = { type: 'complete', by: 'system', confidence_status: 'untrusted', sequence: 8 };
const claim = (code_version: string): RunCommand => ({
  type: 'claim',
  by: 'system',
  epoch: 4,
  code_version,
});
const changeRate = (actor: Actor, rate_limit_events_per_second: number | null): RunCommand => ({
  type: 'change_rate',
  actor,
  rate_limit_events_per_second,
  reason: 'r',
});

const VERDICT: RunEvent = {
  type: 'recovery_completed',
  by: 'system',
  confidence_status: 'untrusted',
  sequence: 8,
};
const PAUSED: RunEvent = { type: 'recovery_paused', by: 'ada' };
const ABORTED: RunEvent = { type: 'recovery_aborted', by: 'ada', reason: 'r' };
const REJECTED: RunEvent = { type: 'recovery_rejected', by: 'grace', reason: 'no' };
const rate = (limit: number): RunEvent => ({
  type: 'rate_changed',
  by: 'ada',
  rate_limit_events_per_second: limit,
});
const requested: RunEvent[] = plannedRun('verify').slice(0, 1);
const planned = plannedRun('verify');
const running = startedRun('verify');
const paused = startedRun('verify', PAUSED);
const over = [...plannedRun(), REJECTED];

describe('a recovery run refuses', () => {
  it.each<[string, RunEvent[], RunCommand, string]>([
    ['a request of who may only look', [], request(EVE), 'forbidden'],
    ['the same request again', plannedRun(), request(ADA), 'already_exists'],
    ['a plan of who may only look', requested, plan(EVE), 'forbidden'],
    ['a plan while it runs', running, plan(ADA), 'wrong_status'],
    ['a rejection of who may only request', plannedRun(), reject(ADA), 'forbidden'],
    ['a start of who may only look', planned, start(EVE), 'forbidden'],
    ['a start of who may only approve', planned, start(GRACE), 'forbidden'],
    ['a pause of who may only look', running, pause(EVE), 'forbidden'],
    ['a pause before it runs', planned, pause(ADA), 'wrong_status'],
    ['to resume for who may only look', paused, resume(EVE), 'forbidden'],
    ['to resume before it was paused', running, resume(ADA), 'wrong_status'],
    ['to abort for who may only look', running, abort(EVE), 'forbidden'],
    ['to abort before it was asked for', [], abort(ADA), 'wrong_status'],
    ['to abort when it is over', over, abort(ADA), 'wrong_status'],
    ['a failure before it runs', planned, FAIL, 'wrong_status'],
    ['a completion after it was aborted', [...running, ABORTED], COMPLETE, 'wrong_status'],
    ['to be taken up before it started', planned, claim('v'), 'wrong_status'],
    ['another rate of who may only look', running, changeRate(EVE, 7), 'forbidden'],
    ['another rate when it is over', over, changeRate(ADA, 1), 'wrong_status'],
  ])('%s', (_what, events, command, code) =>
    given(runDecider, ...events)
      .when(command)
      .thenRefused(code),
  );
});

describe('a recovery run records', () => {
  it.each<[string, RunEvent[], RunCommand, RunEvent]>([
    ['its request', [], request(ADA), { type: 'recovery_requested', by: 'ada', request: aRunRequest() }],
    ['its rejection, and why', plannedRun(), reject(GRACE), REJECTED],
    [
      'its start, without approval for a verification',
      planned,
      start(ADA),
      { type: 'recovery_started', by: 'ada' },
    ],
    ['a pause', running, pause(ADA), PAUSED],
    ['that it goes on', paused, resume(ADA), { type: 'recovery_resumed', by: 'ada' }],
    ['that a requester aborted it, and why', running, abort(ADA), ABORTED],
    ['that an approver aborted it', running, abort(GRACE), { ...ABORTED, by: 'grace' }],
    ['that it was aborted by break glass', plannedRun(), abort(ROSA), { ...ABORTED, by: 'rosa' }],
    ['that it failed, and why', running, FAIL, { type: 'recovery_failed', by: 'system', reason: 'r' }],
    ['a step that it reached', running, REACH, { type: 'step_reached', by: 'system', step: 'replay' }],
    ['its verdict', running, COMPLETE, VERDICT],
  ])('%s', (_what, events, command, event) =>
    given(runDecider, ...events)
      .when(command)
      .then(event),
  );
});

describe('a run that another process claims', () => {
  const repair = startedRun('repair');
  it.each<[string, RunEvent[], string, string]>([
    ['goes on, a repair by the code it was approved for', repair, 'v', 'recovery_claimed'],
    ['fails, a repair by other code', repair, 'w', 'recovery_failed'],
    ['fails, a promotion by other code', startedRun('promote'), 'w', 'recovery_failed'],
    ['fails, a what-if by other code', startedRun('what_if'), 'w', 'recovery_failed'],
    ['goes on, a verification by other code', running, 'w', 'recovery_claimed'],
  ])('%s', (_what, events, code_version, type) =>
    given(runDecider, ...events)
      .when(claim(code_version))
      .thenTypes(type),
  );

  it.each([
    ['running', running],
    ['paused', paused],
  ])('keeps the epoch and the code of its claimer while it was %s', (_status, events) =>
    given(runDecider, ...events)
      .when(claim('v'))
      .then({ type: 'recovery_claimed', by: 'system', epoch: 4, code_version: 'v' }),
  );
});

describe('the rate of a run', () => {
  const slow = [...plannedRun(), rate(5)];
  const approved = [...slow, approval()];
  const started: RunEvent[] = [...approved, { type: 'recovery_started', by: 'ada' }];
  it.each<[string, RunEvent[], RunCommand, string | null]>([
    ['is not raised by its requester once approved', approved, changeRate(ADA, 6), 'four_eyes'],
    ['is not freed of its limit by its requester once approved', started, changeRate(ADA, null), 'four_eyes'],
    ['may be lowered by its requester', started, changeRate(ADA, 4), null],
    ['may be limited by its requester', startedRun('repair'), changeRate(ADA, 4), null],
    ['may be raised by another requester', approved, changeRate(anActor('eve', 'request'), 6), null],
    ['may be raised by an approver', approved, changeRate(GRACE, 6), null],
    ['may be raised by its requester before it is approved', slow, changeRate(ADA, 6), null],
    ['of a verification is its requester’s', startedRun('verify', rate(5)), changeRate(ADA, null), null],
  ])('%s', (_rule, events, command, code) => {
    const decided = given(runDecider, ...events).when(command);
    if (code === null) decided.thenTypes('rate_changed');
    else decided.thenRefused(code);
  });

  it('is recorded with its reason', () =>
    given(runDecider, ...running)
      .when(changeRate(ADA, 7))
      .then({ type: 'rate_changed', by: 'ada', rate_limit_events_per_second: 7, reason: 'r' }));
});
