import { type Mode, needsApproval } from './run-events.js';

/** The person or service that acts: the subject, and its rights by the contract. */
export interface Actor {
  readonly subject: string;
  readonly may_request: boolean;
  readonly may_approve: boolean;
  readonly may_break_glass: boolean;
}

/** How an actor may approve a planned run: as an approver, only by breaking the glass, or not at all. */
export type ApprovalRight =
  | { readonly by: 'approver' | 'break_glass' }
  | { readonly by: null; readonly code: string; readonly detail: string };

/** Says how an actor may approve a run of this mode that this person asked for, whatever its plan. Pure. */
export function approvalRight(
  actor: Actor,
  { mode, requested_by }: { readonly mode: Mode; readonly requested_by: string | null },
): ApprovalRight {
  if (!needsApproval(mode))
    return { by: null, code: 'approval_not_required', detail: 'it changes nothing: start it' };
  const own = actor.subject === requested_by;
  if (!own && actor.may_approve) return { by: 'approver' };
  if (actor.may_break_glass) return { by: 'break_glass' };
  return actor.may_approve
    ? { by: null, code: 'four_eyes', detail: 'whoever asked for it may not approve it' }
    : { by: null, code: 'forbidden', detail: 'only an approver may approve' };
}
