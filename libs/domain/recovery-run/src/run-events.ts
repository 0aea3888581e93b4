import type { BlastRadius, ChangeBudget, ConfidenceStatus, RedriveReport } from '@stockproof/evidence';
import type { Scope } from './scope.js';

/**
 * verify: looks. repair: sets right. what_if: compares another version of the projection function with the
 * live one. promote: puts it in place, if its difference is inside the budget.
 */
export type Mode = 'verify' | 'repair' | 'what_if' | 'promote';

/** Another version of the projection function, and how much it may change. */
export interface CandidateRequest {
  readonly name: string;
  readonly version: number;
  /** SHA-256 of its file; null for the built-in function. */
  readonly digest: string | null;
  readonly budget: ChangeBudget;
}

/** Whether anything in the world is changed by a run of this mode. */
export function changesState(mode: Mode): boolean {
  return mode === 'repair' || mode === 'promote';
}

/**
 * Whether somebody else must approve it first: what changes state, and what runs code that somebody put into
 * a folder.
 */
export function needsApproval(mode: Mode): boolean {
  return changesState(mode) || mode === 'what_if';
}

/** What was asked for. `rate_limit_events_per_second` null: as fast as it goes. */
export interface RunRequest {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: Scope;
  readonly mode: Mode;
  readonly owner: string;
  readonly intent: string;
  readonly rate_limit_events_per_second: number | null;
  /** For what_if and promote. */
  readonly candidate?: CandidateRequest;
  /** For the verifications around a redrive. */
  readonly redrive?: RedriveReport;
}

/** What the approval binds: another contract or another code is another plan. */
export interface Plan {
  readonly plan_digest: string;
  readonly contract_digest: string;
  readonly code_version: string;
  readonly blast_radius: BlastRadius;
}

/** The steps of a run, in order; a run that died begins again, nothing it did can be done twice. */
export type Step = 'barrier' | 'replay' | 'reconcile' | 'repair' | 'promote' | 'seal';

/** What whoever looks afterwards says of a broken glass. */
export const REVIEW_VERDICTS = ['justified', 'not_justified'] as const;

export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** The history of a run. `by` is the subject of the token, or `system`. */
export type RunEvent =
  | { readonly type: 'recovery_requested'; readonly by: string; readonly request: RunRequest }
  | { readonly type: 'recovery_planned'; readonly by: string; readonly plan: Plan }
  | {
      readonly type: 'recovery_approved';
      readonly by: string;
      readonly plan_digest: string;
      readonly expires_at_ms: number;
    }
  /** Without `reason` in histories written before one was asked for. */
  | {
      readonly type: 'recovery_approved_by_break_glass';
      readonly by: string;
      readonly plan_digest: string;
      readonly expires_at_ms: number;
      readonly reason?: string;
    }
  | {
      readonly type: 'break_glass_reviewed';
      readonly by: string;
      readonly verdict: ReviewVerdict;
      readonly note: string;
    }
  | { readonly type: 'recovery_rejected'; readonly by: string; readonly reason: string }
  | { readonly type: 'recovery_started'; readonly by: string }
  /** Without `code_version` in histories written before it was recorded. */
  | {
      readonly type: 'recovery_taken_up';
      readonly by: string;
      readonly epoch: number;
      readonly code_version?: string;
    }
  | { readonly type: 'step_reached'; readonly by: string; readonly step: Step }
  | { readonly type: 'recovery_paused'; readonly by: string }
  | { readonly type: 'recovery_resumed'; readonly by: string }
  /** Without `reason` in histories written before one was asked for. */
  | {
      readonly type: 'rate_changed';
      readonly by: string;
      readonly rate_limit_events_per_second: number | null;
      readonly reason?: string;
    }
  | { readonly type: 'recovery_aborted'; readonly by: string; readonly reason: string }
  | { readonly type: 'recovery_failed'; readonly by: string; readonly reason: string }
  | {
      readonly type: 'recovery_completed';
      readonly by: string;
      readonly confidence_status: ConfidenceStatus;
      readonly sequence: number;
    }
  | { readonly type: 'action_refused'; readonly by: string; readonly action: string; readonly code: string };
