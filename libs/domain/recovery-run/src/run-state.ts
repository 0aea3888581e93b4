import type { ConfidenceStatus } from '@stockproof/evidence';
import type { Plan, RunEvent, RunRequest, Step } from './run-events.js';

/** The statuses of a recovery, for lists and filters. */
export const RUN_STATUSES = [
  'requested',
  'planned',
  'approved',
  'rejected',
  'running',
  'paused',
  'completed',
  'aborted',
  'failed',
] as const;

/** The status of a run. `none` is the state before the first event, so no stored run has it. */
export type RunStatus = 'none' | (typeof RUN_STATUSES)[number];

/** A run as its events say. Null means that it has not happened; for the rate limit it means no limit. */
export interface RunState {
  readonly status: RunStatus;
  readonly request: RunRequest | null;
  readonly requested_by: string | null;
  readonly plan: Plan | null;
  readonly approval: {
    readonly by: string;
    readonly plan_digest: string;
    readonly expires_at_ms: number;
    readonly break_glass: boolean;
    /** The reason of a break-glass approval; null for a normal one. */
    readonly reason: string | null;
  } | null;
  /** Persons who used break-glass and whose approval has not been reviewed, also for an earlier plan. */
  readonly unreviewed: readonly string[];
  readonly step: Step | null;
  /** How often a process has started it: one, plus one for each time it was resumed. */
  readonly claims: number;
  /**
   * Code version of the process that started or resumed it last. A resumed run starts again, so this version
   * executed all of it.
   */
  readonly executed_by: string | null;
  readonly rate_limit_events_per_second: number | null;
  readonly confidence_status: ConfidenceStatus | null;
  readonly sequence: number | null;
  /** Why it was rejected, aborted or failed; null otherwise. */
  readonly reason: string | null;
}

const EMPTY: RunState = {
  status: 'none',
  request: null,
  requested_by: null,
  plan: null,
  approval: null,
  unreviewed: [],
  step: null,
  claims: 0,
  executed_by: null,
  rate_limit_events_per_second: null,
  confidence_status: null,
  sequence: null,
  reason: null,
};

/** The state of a run before its first event. */
export function initialRun(): RunState {
  return EMPTY;
}

/** Whether the stream has ended: no further command changes it. */
export function isOver({ status }: RunState): boolean {
  return status === 'rejected' || status === 'completed' || status === 'aborted' || status === 'failed';
}

/** Returns the state after an event. Pure. */
export function evolveRun(state: RunState, event: RunEvent): RunState {
  switch (event.type) {
    case 'recovery_requested': {
      const { request, by } = event;
      const { rate_limit_events_per_second } = request;
      return { ...state, status: 'requested', request, requested_by: by, rate_limit_events_per_second };
    }
    case 'recovery_planned':
      // A new plan is not the approved one.
      return { ...state, status: 'planned', plan: event.plan, approval: null };
    case 'recovery_approved': {
      const { by, plan_digest, expires_at_ms } = event;
      return {
        ...state,
        status: 'approved',
        approval: { by, plan_digest, expires_at_ms, break_glass: false, reason: null },
      };
    }
    case 'recovery_approved_by_break_glass': {
      const { by, plan_digest, expires_at_ms, reason = null } = event;
      const approval = { by, plan_digest, expires_at_ms, break_glass: true, reason };
      return { ...state, status: 'approved', approval, unreviewed: [...state.unreviewed, by] };
    }
    case 'break_glass_reviewed':
      return { ...state, unreviewed: [] };
    case 'recovery_started':
    case 'recovery_resumed':
      return { ...state, status: 'running' };
    case 'recovery_claimed':
      return { ...state, claims: state.claims + 1, executed_by: event.code_version ?? null };
    case 'step_reached':
      return { ...state, step: event.step };
    case 'recovery_paused':
      return { ...state, status: 'paused' };
    case 'rate_changed':
      return { ...state, rate_limit_events_per_second: event.rate_limit_events_per_second };
    case 'recovery_rejected':
      return { ...state, status: 'rejected', reason: event.reason };
    case 'recovery_aborted':
      return { ...state, status: 'aborted', reason: event.reason };
    case 'recovery_failed':
      return { ...state, status: 'failed', reason: event.reason };
    case 'recovery_completed': {
      const { confidence_status, sequence } = event;
      return { ...state, status: 'completed', confidence_status, sequence };
    }
    case 'action_refused':
      return state;
  }
}
