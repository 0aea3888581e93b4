import { expect, it } from '@jest/globals';
import { type Actor, evolveRun, initialRun, type RunEvent } from '@stockproof/recovery-run';
import { ADA, EVE, GRACE, plannedRun, startedRun } from '@stockproof/testing';
import { type MayControl, mayControl } from './may-control.js';

const PAUSED: RunEvent = { type: 'recovery_paused', by: 'ada' };
const OVER: RunEvent = { type: 'recovery_aborted', by: 'ada', reason: 'r' };

it.each<[string, Actor, RunEvent[], keyof MayControl, RegExp | null]>([
  // who; what happened; what is asked; why not
  ['who may request', ADA, startedRun('verify'), 'pause', null],
  ['who may request', ADA, startedRun('verify', PAUSED), 'resume', null],
  ['who may only approve', GRACE, startedRun('verify'), 'pause', /only a requester/],
  ['who may only approve', GRACE, startedRun('verify'), 'abort', null],
  ['who may only look', EVE, startedRun('verify'), 'abort', /a viewer may not/],
  ['nobody before it runs', ADA, plannedRun(), 'pause', /cannot pause a recovery that is planned/],
  ['nobody while it runs', ADA, startedRun('verify'), 'resume', /that is running/],
  ['nobody when it is over', ADA, startedRun('verify', OVER), 'abort', /is aborted cannot/],
])('%s (%#): %j may after %j %s', (_who, actor, events, act, why) =>
  expect(mayControl(actor, events.reduce(evolveRun, initialRun()))[act]).toEqual({
    allowed: why === null,
    why: why === null ? null : expect.stringMatching(why),
  }),
);
