import { type Decider, type Decision, refused } from '@stockproof/event-sourcing';
import type { ConfidenceStatus } from '@stockproof/evidence';
import { type Actor, approvalRight } from './approval-right.js';
import { isPlanOf } from './plan-digest.js';
import {
  needsApproval,
  type Plan,
  type ReviewVerdict,
  type RunEvent,
  type RunRequest,
  type Step,
} from './run-events.js';
import { evolveRun, initialRun, isOver, type RunState, type RunStatus } from './run-state.js';

/** A command to a run. Times are ms since the epoch. */
export type RunCommand =
  | { readonly type: 'request'; readonly actor: Actor; readonly request: RunRequest }
  | { readonly type: 'plan'; readonly actor: Actor; readonly plan: Plan }
  | {
      readonly type: 'approve';
      readonly actor: Actor;
      readonly plan_digest: string;
      readonly now_ms: number;
      readonly valid_ms: number;
      readonly reason: string | null;
    }
  | { readonly type: 'reject'; readonly actor: Actor; readonly reason: string }
  /** `current` is the plan as computed now; it must equal the approved one. */
  | {
      readonly type: 'start';
      readonly actor: Actor;
      readonly now_ms: number;
      readonly current: Pick<Plan, 'contract_digest' | 'code_version'>;
    }
  | { readonly type: 'pause' | 'resume'; readonly actor: Actor }
  | {
      readonly type: 'change_rate';
      readonly actor: Actor;
      readonly rate_limit_events_per_second: number | null;
      readonly reason: string;
    }
  | { readonly type: 'review'; readonly actor: Actor; readonly verdict: ReviewVerdict; readonly note: string }
  | { readonly type: 'abort'; readonly actor: Actor; readonly reason: string }
  /** `code_version` is that of the process that resumes the run. */
  | { readonly type: 'claim'; readonly by: string; readonly epoch: number; readonly code_version: string }
  | { readonly type: 'reach'; readonly by: string; readonly step: Step }
  | {
      readonly type: 'complete';
      readonly by: string;
      readonly confidence_status: ConfidenceStatus;
      readonly sequence: number;
    }
  | { readonly type: 'fail'; readonly by: string; readonly reason: string };

/** One event, or a refusal. A refusal changes no state; the caller stores it as `action_refused`. */
export type RunDecision = Decision<RunEvent>;

/** Prefix of subjects that are not persons. */
const SYSTEM = 'system:';

/** The recovery run as an event-sourced aggregate. */
export const runDecider: Decider<RunState, RunCommand, RunEvent> = {
  initialState: initialRun,
  decide: decideRun,
  evolve: evolveRun,
};

/** Decides a command: events, or a refusal with a code. Never throws. */
function decideRun(state: RunState, command: RunCommand): RunDecision {
  switch (command.type) {
    case 'request':
      return request(state, command.actor, command.request);
    case 'plan':
      return when(
        state,
        ['requested', 'planned', 'approved'],
        'plan',
        () =>
          requester(command.actor) ??
          event({ type: 'recovery_planned', by: command.actor.subject, plan: command.plan }),
      );
    case 'approve':
      return when(state, ['planned'], 'approve', () => approve(state, command));
    case 'reject':
      return when(state, ['planned', 'approved'], 'reject', () =>
        !command.actor.may_approve
          ? refused('forbidden', 'only an approver may reject')
          : event({ type: 'recovery_rejected', by: command.actor.subject, reason: command.reason }),
      );
    case 'start':
      return when(state, ['planned', 'approved'], 'start', () => start(state, command));
    case 'pause':
      return when(
        state,
        ['running'],
        'pause',
        () => requester(command.actor) ?? event({ type: 'recovery_paused', by: command.actor.subject }),
      );
    case 'resume':
      return when(
        state,
        ['paused'],
        'resume',
        () => requester(command.actor) ?? event({ type: 'recovery_resumed', by: command.actor.subject }),
      );
    case 'change_rate':
      return when(
        state,
        ['requested', 'planned', 'approved', 'running', 'paused'],
        'change the rate of',
        () => changeRate(state, command),
      );
    case 'review':
      return review(state, command);
    case 'abort':
      return abort(state, command);
    case 'claim':
      return when(state, ['running', 'paused'], 'claim', () => resume(state, command));
    case 'reach':
      return when(state, ['running', 'paused'], 'go on with', () =>
        event({ type: 'step_reached', by: command.by, step: command.step }),
      );
    case 'complete': {
      const { by, confidence_status, sequence } = command;
      return when(state, ['running', 'paused'], 'complete', () =>
        event({ type: 'recovery_completed', by, confidence_status, sequence }),
      );
    }
    case 'fail':
      return when(state, ['running', 'paused'], 'fail', () =>
        event({ type: 'recovery_failed', by: command.by, reason: command.reason }),
      );
  }
}

function request(state: RunState, actor: Actor, asked: RunRequest): RunDecision {
  if (state.status !== 'none')
    return refused('already_exists', `there is a recovery ${asked.recovery_id} already`);
  return requester(actor) ?? event({ type: 'recovery_requested', by: actor.subject, request: asked });
}

function approve(state: RunState, command: Extract<RunCommand, { type: 'approve' }>): RunDecision {
  const { actor, plan_digest, now_ms, valid_ms, reason } = command;
  const { requested_by } = state;
  const right = approvalRight(actor, { mode: state.request?.mode ?? 'repair', requested_by });
  if (right.by === null && right.code !== 'four_eyes') return refused(right.code, right.detail);
  if (plan_digest !== state.plan?.plan_digest) {
    return refused(
      'plan_changed',
      `the plan is ${state.plan?.plan_digest ?? 'missing'}: look at it and approve that`,
    );
  }
  const expires_at_ms = now_ms + valid_ms;
  if (right.by === null) return refused(right.code, right.detail);
  if (right.by === 'approver')
    return event({ type: 'recovery_approved', by: actor.subject, plan_digest, expires_at_ms });
  if (reason === null) return refused('reason_required', 'whoever breaks the glass says why');
  return event({
    type: 'recovery_approved_by_break_glass',
    by: actor.subject,
    plan_digest,
    expires_at_ms,
    reason,
  });
}

function start(state: RunState, command: Extract<RunCommand, { type: 'start' }>): RunDecision {
  const { actor, now_ms, current } = command;
  const { plan, approval, request: asked } = state;
  const denied = requester(actor);
  if (denied !== null) return denied;
  if (plan?.contract_digest !== current.contract_digest || plan.code_version !== current.code_version) {
    return refused('plan_changed', 'contract or code are not those of the plan: make a new plan');
  }
  if (!isPlanOf(asked, plan))
    return refused('plan_changed', 'the request is not the one that was planned: make a new plan');
  if (needsApproval(asked?.mode ?? 'repair')) {
    if (approval === null)
      return refused('not_approved', 'what changes state, or runs a candidate, must be approved first');
    if (approval.plan_digest !== plan.plan_digest)
      return refused('plan_changed', 'another plan was approved');
    if (now_ms >= approval.expires_at_ms)
      return refused('approval_expired', 'the approval is too old: ask again');
    // A run that the service proposed has no requester, so its approver may not start it.
    if (
      state.requested_by?.startsWith(SYSTEM) === true &&
      approval.by === actor.subject &&
      !approval.break_glass
    ) {
      return refused(
        'four_eyes',
        'nobody asked for it but the service: another person than who approved it starts it',
      );
    }
  }
  return event({ type: 'recovery_started', by: actor.subject });
}

/**
 * Anybody with the right to request may lower the rate. After the approval only another person than the
 * requester may raise it.
 */
function changeRate(
  state: RunState,
  { actor, rate_limit_events_per_second: wanted, reason }: Extract<RunCommand, { type: 'change_rate' }>,
): RunDecision {
  const { request: asked, rate_limit_events_per_second: now, status } = state;
  const approved =
    needsApproval(asked?.mode ?? 'repair') &&
    (status === 'approved' || status === 'running' || status === 'paused');
  const more = now !== null && (wanted === null || wanted > now);
  if (!actor.may_request && !actor.may_break_glass && !(approved && actor.may_approve))
    return refused('forbidden', 'only a requester may do this');
  if (approved && more && actor.subject === state.requested_by) {
    return refused(
      'four_eyes',
      'it was approved at this rate: another person than who asked for it raises it',
    );
  }
  return event({ type: 'rate_changed', by: actor.subject, rate_limit_events_per_second: wanted, reason });
}

/** The reviewer must be an approver who neither requested the run nor broke the glass. */
function review(
  state: RunState,
  { actor, verdict, note }: Extract<RunCommand, { type: 'review' }>,
): RunDecision {
  if (state.unreviewed.length === 0)
    return refused('no_review_due', 'no glass was broken that nobody has reviewed');
  if (!actor.may_approve) return refused('forbidden', 'only an approver may review');
  if (actor.subject === state.requested_by || state.unreviewed.includes(actor.subject)) {
    return refused('four_eyes', 'whoever asked for it or broke the glass may not review that');
  }
  return event({ type: 'break_glass_reviewed', by: actor.subject, verdict, note });
}

/**
 * Another version of the code may resume a verification: it starts again and is signed as that version's. It
 * may not resume a run that changes state, because the approval was for a plan of one version: the run fails
 * and must be requested again.
 */
function resume(
  state: RunState,
  { by, epoch, code_version }: Extract<RunCommand, { type: 'claim' }>,
): RunDecision {
  if (isOfOtherCode(state, code_version)) {
    return event({
      type: 'recovery_failed',
      by,
      reason: `approved for code version ${state.plan?.code_version ?? null}, taken up by ${code_version}: request it again`,
    });
  }
  return event({ type: 'recovery_claimed', by, epoch, code_version });
}

/**
 * Whether the run changes state and was approved for another version of the code. Such a run fails when it is
 * resumed.
 */
export function isOfOtherCode({ request, plan }: RunState, code_version: string): boolean {
  return needsApproval(request?.mode ?? 'repair') && (plan?.code_version ?? null) !== code_version;
}

function abort(state: RunState, { actor, reason }: Extract<RunCommand, { type: 'abort' }>): RunDecision {
  if (state.status === 'none' || isOver(state))
    return refused('wrong_status', `a recovery that is ${state.status} cannot be aborted`);
  if (!actor.may_request && !actor.may_approve && !actor.may_break_glass)
    return refused('forbidden', 'a viewer may not abort');
  return event({ type: 'recovery_aborted', by: actor.subject, reason });
}

function requester({ may_request, may_break_glass }: Actor): RunDecision | null {
  return may_request || may_break_glass ? null : refused('forbidden', 'only a requester may do this');
}

function when(
  state: RunState,
  statuses: readonly RunStatus[],
  verb: string,
  then: () => RunDecision,
): RunDecision {
  if (statuses.includes(state.status)) return then();
  return refused('wrong_status', `cannot ${verb} a recovery that is ${state.status}`);
}

function event(happened: RunEvent): RunDecision {
  return { ok: true, events: [happened] };
}
