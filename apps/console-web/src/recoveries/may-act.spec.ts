import { describe, expect, it } from '@jest/globals';
import type { SessionPerson } from '../api/session.js';
import { mayAct, type RecoveryAct } from './may-act.js';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');
type Facts = Parameters<typeof mayAct>[1];

const person = (subject: string, ...roles: string[]): SessionPerson => ({
  subject,
  name: subject,
  roles,
  seller_id: null,
});
const ADA = person('ada', 'requester', 'approver');
const GRACE = person('grace', 'approver');
const VIEWER = person('vic', 'viewer');
const GLASS = person('eve', 'break-glass');

const PLANNED: Facts = {
  status: 'planned',
  mode: 'repair',
  requested_by: 'ada',
  approval: null,
  review_due: false,
};
const approvedBy = (by: string, expires_at: string, break_glass = false): Facts => ({
  ...PLANNED,
  status: 'approved',
  approval: { by, break_glass, reason: null, expires_at },
});
const LATER = '2026-11-27T12:30:00Z';

describe('who may act on a recovery', () => {
  it.each<[string, RecoveryAct, Facts, SessionPerson | null, RegExp | null]>([
    ['another approver approves', 'approve', PLANNED, GRACE, null],
    ['whoever asked does not approve', 'approve', PLANNED, ADA, /You asked for it/],
    ['a viewer does not approve', 'approve', PLANNED, VIEWER, /role approver/],
    ['nobody without a login', 'approve', PLANNED, null, /Log in/],
    [
      'a verification needs no approval',
      'approve',
      { ...PLANNED, mode: 'verify' },
      GRACE,
      /needs no approval/,
    ],
    ['what is approved already', 'approve', approvedBy('grace', LATER), GRACE, /It is approved/],
    ['the glass is broken by its role only', 'break_glass', PLANNED, GLASS, null],
    ['the glass is not broken by an approver', 'break_glass', PLANNED, GRACE, /break-glass/],
    ['a plan is not started before its approval', 'start', PLANNED, ADA, /approves it first/],
    ['a plan is started after its approval', 'start', approvedBy('grace', LATER), ADA, null],
    ['an old approval starts nothing', 'start', approvedBy('grace', '2026-11-27T11:59:59Z'), ADA, /too old/],
    ['a verification starts at once', 'start', { ...PLANNED, mode: 'verify' }, ADA, null],
    [
      'who approved a proposal of the service does not start it',
      'start',
      { ...approvedBy('ada', LATER), requested_by: 'system:confidence' },
      ADA,
      /another person/,
    ],
    ['a requester pauses what runs', 'pause', { ...PLANNED, status: 'running' }, ADA, null],
    ['what is paused is not paused', 'pause', { ...PLANNED, status: 'paused' }, ADA, /It is paused/],
    ['an approver aborts', 'abort', { ...PLANNED, status: 'running' }, GRACE, null],
    ['a viewer aborts nothing', 'abort', { ...PLANNED, status: 'running' }, VIEWER, /viewer/],
    ['what is over is not aborted', 'abort', { ...PLANNED, status: 'completed' }, ADA, /It is completed/],
    ['an approver rejects', 'reject', PLANNED, GRACE, null],
    [
      'an approver slows what was approved',
      'rate',
      { ...approvedBy('grace', LATER), status: 'running' },
      GRACE,
      null,
    ],
    ['an approver does not slow what was not', 'rate', PLANNED, GRACE, /role requester/],
    [
      'a broken glass is reviewed by another',
      'review',
      { ...approvedBy('eve', LATER, true), review_due: true },
      GRACE,
      null,
    ],
    [
      'a broken glass is not reviewed by who broke it',
      'review',
      { ...approvedBy('grace', LATER, true), review_due: true },
      GRACE,
      /had a part/,
    ],
  ])('%s', (_case, act, run, who, why) => {
    const may = mayAct(act, run, who, NOW_MS);
    expect(may.ok).toBe(why === null);
    expect(may.why).toMatch(why ?? /^$/);
  });
});
