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

const YES = { allowed: true, why: null };
const REFUSED = { allowed: false, why: 'a viewer may not abort' };
const PLANNED: Facts = {
  status: 'planned',
  mode: 'repair',
  requested_by: 'ada',
  approval: null,
  review_due: false,
  may: { approve: true, break_glass: false, why: null, pause: YES, resume: YES, abort: YES },
};
const may = (approve: boolean, break_glass: boolean, why: string | null): Facts => ({
  ...PLANNED,
  may: { ...PLANNED.may, approve, break_glass, why },
});
const approvedBy = (by: string, expires_at: string, break_glass = false): Facts => ({
  ...PLANNED,
  status: 'approved',
  approval: { by, break_glass, reason: null, expires_at },
});
const LATER = '2026-11-27T12:30:00Z';

describe('who may act on a recovery', () => {
  it.each<[string, RecoveryAct, Facts, SessionPerson | null, RegExp | null]>([
    ['whom the service lets approve', 'approve', may(true, false, null), GRACE, null],
    [
      'whom the service does not let approve is told its reason',
      'approve',
      may(false, false, 'a requester does not approve'),
      GRACE,
      /^a requester does not approve$/,
    ],
    ['a refusal without a reason is one too', 'approve', may(false, false, null), GRACE, /may not/],
    ['nobody without a login', 'approve', PLANNED, null, /Log in/],
    [
      'a verification needs no approval',
      'approve',
      { ...PLANNED, mode: 'verify' },
      GRACE,
      /needs no approval/,
    ],
    ['what is approved already', 'approve', approvedBy('grace', LATER), GRACE, /It is approved/],
    ['whom the service lets break the glass', 'break_glass', may(false, true, 'only alone'), GLASS, null],
    [
      'who may only break the glass does not approve',
      'approve',
      may(false, true, 'only alone'),
      GLASS,
      /only alone/,
    ],
    ['who may approve breaks no glass', 'break_glass', may(true, false, null), GRACE, /may not/],
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
    [
      'whom the service does not let abort is told its reason',
      'abort',
      { ...PLANNED, status: 'running', may: { ...PLANNED.may, abort: REFUSED } },
      VIEWER,
      /^a viewer may not abort$/,
    ],
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
