import type { SessionPerson } from '../api/session.js';
import type { Recovery } from './recovery-calls.js';

/** Whether a person may do something to a recovery now, and if not, why. The service decides; this saves a refused try. */
export interface May {
  readonly ok: boolean;
  /** A sentence; empty if it may be done. */
  readonly why: string;
}

/** What can be done to a recovery. */
export type RecoveryAct =
  'plan' | 'approve' | 'break_glass' | 'reject' | 'start' | 'pause' | 'resume' | 'rate' | 'abort' | 'review';

type Facts = Pick<Recovery, 'status' | 'mode' | 'requested_by' | 'approval' | 'review_due' | 'may'>;

const YES: May = { ok: true, why: '' };
const no = (why: string): May => ({ ok: false, why });

/** The statuses in which each can be done. */
const STATUSES: Readonly<Record<RecoveryAct, readonly string[]>> = {
  plan: ['requested', 'planned', 'approved'],
  approve: ['planned'],
  break_glass: ['planned'],
  reject: ['planned', 'approved'],
  start: ['planned', 'approved'],
  pause: ['running'],
  resume: ['paused'],
  rate: ['requested', 'planned', 'approved', 'running', 'paused'],
  abort: ['requested', 'planned', 'approved', 'running', 'paused'],
  review: ['planned', 'approved', 'running', 'paused', 'completed', 'aborted', 'failed', 'rejected'],
};

/** Whether a recovery of this mode has to be approved by another person. */
export function mustBeApproved(mode: Recovery['mode']): boolean {
  return mode !== 'verify';
}

/** Decides; pure. */
export function mayAct(act: RecoveryAct, run: Facts, person: SessionPerson | null, now_ms: number): May {
  if (person === null) return no('Log in first.');
  if (!STATUSES[act].includes(run.status)) return no(`It is ${run.status}.`);
  if (act === 'approve' || act === 'break_glass') return mayApprove(act, run);
  if (act === 'pause' || act === 'resume' || act === 'abort') return mayControl(run.may[act]);
  const has = (...roles: readonly string[]): boolean => roles.some((role) => person.roles.includes(role));
  const own = person.subject === run.requested_by;
  switch (act) {
    case 'reject':
      return has('approver') ? YES : no('You do not have the role approver.');
    case 'start':
      return has('requester', 'break-glass')
        ? mayStart(run, person, now_ms)
        : no('You do not have the role requester.');
    case 'rate':
      return has(
        'requester',
        'break-glass',
        ...(mustBeApproved(run.mode) && run.approval !== null ? ['approver'] : []),
      )
        ? YES
        : no('You do not have the role requester.');
    case 'review':
      return mayReview(run, person, has('approver'), own);
    default:
      return has('requester', 'break-glass') ? YES : no('You do not have the role requester.');
  }
}

/** The service says who may approve, by the rule that decides it. */
function mayApprove(act: 'approve' | 'break_glass', { mode, may }: Facts): May {
  if (!mustBeApproved(mode)) return no('It changes nothing, so it needs no approval: start it.');
  return may[act] ? YES : no(may.why ?? 'The service says that you may not.');
}

/** The same for what stops or continues it. */
function mayControl({ allowed, why }: Facts['may']['pause']): May {
  return allowed ? YES : no(why ?? 'The service says that you may not.');
}

function mayStart({ mode, approval, requested_by }: Facts, person: SessionPerson, now_ms: number): May {
  if (!mustBeApproved(mode)) return YES;
  if (approval === null) return no('It changes state: another person approves it first.');
  if (Date.parse(approval.expires_at) <= now_ms) return no('The approval is too old: make the plan again.');
  if (requested_by.startsWith('system:') && approval.by === person.subject && !approval.break_glass)
    return no('Nobody asked for it but the service: another person than who approved it starts it.');
  return YES;
}

function mayReview(
  { review_due, approval }: Facts,
  person: SessionPerson,
  approver: boolean,
  own: boolean,
): May {
  if (!review_due) return no('No glass was broken that nobody has reviewed.');
  if (!approver) return no('You do not have the role approver.');
  return own || (approval?.break_glass === true && approval.by === person.subject)
    ? no('You had a part in it: another person reviews it.')
    : YES;
}
