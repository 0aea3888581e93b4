import { expect, it } from '@jest/globals';
import { type Actor, evolveRun, initialRun, type Mode, runDecider } from '@stockproof/recovery-run';
import {
  ADA,
  anActor,
  aPlan,
  approvedRun,
  EVE,
  GRACE,
  plannedRun,
  ROSA,
  startedRun,
} from '@stockproof/testing';
import { mayApprove } from './may-approve.js';

const OWN_APPROVER = anActor('ada', 'request', 'approve');
const OWN_GLASS = anActor('ada', 'approve', 'break_glass');

const RUNS = { planned: plannedRun, approved: () => approvedRun(), running: startedRun } as const;

it.each<[string, Actor, keyof typeof RUNS, Mode, boolean, boolean, RegExp | null]>([
  // who; status; mode; approves; breaks the glass; why not
  ['another approver', GRACE, 'planned', 'repair', true, false, null],
  ['another approver of a what-if', GRACE, 'planned', 'what_if', true, false, null],
  ['whoever asked for it', OWN_APPROVER, 'planned', 'repair', false, false, /asked for it/],
  ['whoever asked, with break-glass', OWN_GLASS, 'planned', 'repair', false, true, /reviews/],
  ['who may break the glass only', ROSA, 'planned', 'repair', false, true, /reviews/],
  ['who may only ask', ADA, 'planned', 'repair', false, false, /only an approver/],
  ['who may only look', EVE, 'planned', 'repair', false, false, /only an approver/],
  ['nobody, a verification', GRACE, 'planned', 'verify', false, false, /changes nothing/],
  ['nobody, what is approved', GRACE, 'approved', 'repair', false, false, /it is approved/],
  ['nobody, what runs', GRACE, 'running', 'repair', false, false, /it is running/],
])('may approve: %s', (_who, actor, status, mode, approve, break_glass, why) => {
  const may = mayApprove(actor, { status, mode, requested_by: 'ada' });
  expect(may).toEqual({ approve, break_glass, why: why === null ? null : expect.stringMatching(why) });
  // The decider says the same of the run itself.
  const state = RUNS[status](mode).reduce(evolveRun, initialRun());
  const decide = (reason: string | null) =>
    runDecider.decide(state, {
      type: 'approve',
      actor,
      plan_digest: aPlan({ mode }).plan_digest,
      reason,
      now_ms: 0,
      valid_ms: 1,
    });
  expect([decide(null).ok, decide('r').ok]).toEqual([approve, approve || break_glass]);
});
