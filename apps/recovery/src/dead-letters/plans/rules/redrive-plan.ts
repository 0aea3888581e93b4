/** What dead letters a plan is made of: the open ones that match; null does not restrict. */
export interface PlanFilter {
  readonly reason: string | null;
  readonly sku: string | null;
  readonly seller_id: string | null;
  readonly assignee: string | null;
}

/** A plan to redrive an exact set of dead letters, with its present state. */
export interface RedrivePlan {
  readonly plan_id: string;
  readonly filter: PlanFilter;
  /** JSON Patch (RFC 6902) of each message; null: they are sent as they are. */
  readonly patch: readonly object[] | null;
  readonly redrives_per_second: number;
  /** More dead letters matched than a plan can have. */
  readonly left_out: boolean;
  /** What an approval names: see redrivePlanDigest. */
  readonly digest: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly approval: { readonly by: string; readonly at: Date; readonly expires_at: Date } | null;
  readonly withdrawn: { readonly by: string; readonly at: Date; readonly reason: string } | null;
  readonly voided: { readonly at: Date; readonly reason: string } | null;
  readonly started_at: Date | null;
  /** The runs that verified the offers before and after; null until they are sealed. */
  readonly verified_before: string | null;
  readonly verified_after: string | null;
  readonly finished_at: Date | null;
}

/** The statuses of a plan, for lists and filters. An `expired` one can be approved again. */
export const PLAN_STATUSES = [
  'requested',
  'approved',
  'running',
  'done',
  'expired',
  'withdrawn',
  'void',
] as const;

/** Derived by `planStatus` from what is stored and the time. */
export type PlanStatus = (typeof PLAN_STATUSES)[number];

/** Why an act is refused: a stable code and a sentence. */
export interface PlanRefusal {
  readonly code:
    | 'four_eyes'
    | 'digest_mismatch'
    | 'plan_void'
    | 'plan_over'
    | 'withdrawn'
    | 'approval_used'
    | 'approval_expired'
    | 'not_requester';
  readonly detail: string;
}

/** The status of a plan at this time. Pure. */
export function planStatus(
  plan: Pick<RedrivePlan, 'approval' | 'withdrawn' | 'voided' | 'started_at' | 'finished_at'>,
  now_ms: number,
): PlanStatus {
  if (plan.finished_at !== null) return 'done';
  if (plan.voided !== null) return 'void';
  if (plan.started_at !== null) return 'running';
  if (plan.withdrawn !== null) return 'withdrawn';
  if (plan.approval === null) return 'requested';
  return plan.approval.expires_at.getTime() <= now_ms ? 'expired' : 'approved';
}

/**
 * Checks whether this person may approve the plan: not the requester, and only with the digest of its set. Null if so.
 * Pure.
 */
export function checkPlanApproval(plan: RedrivePlan, by: string, named: string): PlanRefusal | null {
  if (by === plan.requested_by)
    return { code: 'four_eyes', detail: 'whoever asked for a plan may not approve it' };
  if (plan.voided !== null) return { code: 'plan_void', detail: plan.voided.reason };
  if (plan.withdrawn !== null) return WITHDRAWN;
  if (plan.started_at !== null)
    return { code: 'approval_used', detail: 'it was started: a plan is carried out once, make another' };
  if (named === plan.digest) return null;
  return {
    code: 'digest_mismatch',
    detail: `this plan has the digest ${plan.digest}: look at its dead letters and approve that`,
  };
}

const WITHDRAWN: PlanRefusal = { code: 'withdrawn', detail: 'it was taken back: make another plan' };

/** Who stops a plan: its requester, or somebody who may approve one. */
export interface PlanStopper {
  readonly name: string;
  readonly may_approve: boolean;
}

/** Checks whether this person may withdraw the plan: until it is done. What is sent stays sent. Null if so. Pure. */
export function checkPlanWithdrawal(
  plan: RedrivePlan,
  { name, may_approve }: PlanStopper,
): PlanRefusal | null {
  if (name !== plan.requested_by && !may_approve)
    return {
      code: 'not_requester',
      detail: 'only whoever asked for the plan, or an approver, may withdraw it',
    };
  if (plan.withdrawn !== null) return WITHDRAWN;
  if (plan.voided !== null) return { code: 'plan_void', detail: plan.voided.reason };
  return plan.finished_at === null
    ? null
    : { code: 'plan_over', detail: 'it is done: nothing is left to stop' };
}

/** Why a plan that was begun may send nothing more; null if it may. Pure. */
export function checkPlanSending(
  { approval, withdrawn }: Pick<RedrivePlan, 'approval' | 'withdrawn'>,
  now_ms: number,
): PlanRefusal | null {
  if (withdrawn !== null)
    return { code: 'withdrawn', detail: `withdrawn by ${withdrawn.by}: ${withdrawn.reason}` };
  if (approval === null || approval.expires_at.getTime() <= now_ms)
    return { code: 'approval_expired', detail: 'the approval ended before it was sent' };
  return null;
}

/** What a caller may do with a plan now. */
export interface MayWithPlan {
  readonly approve: boolean;
  readonly withdraw: boolean;
  /** Why it may not be approved; null if it may. */
  readonly why: string | null;
}

/** What the caller may do with a plan now; only the act itself decides. Pure. */
export function mayWithPlan(
  plan: RedrivePlan,
  caller: PlanStopper & { readonly may_request: boolean },
): MayWithPlan {
  const why = caller.may_approve
    ? (checkPlanApproval(plan, caller.name, plan.digest)?.detail ?? null)
    : 'only an approver may approve';
  const acts = caller.may_request || caller.may_approve;
  return { approve: why === null, withdraw: acts && checkPlanWithdrawal(plan, caller) === null, why };
}
