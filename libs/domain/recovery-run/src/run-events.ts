import type {
  BlastRadius,
  ChangeBudget,
  ConfidenceStatus,
  PutBackReport,
  RedriveReport,
} from '@stockproof/evidence';
import type { Scope } from './scope.js';

/**
 * verify: changes nothing. repair: corrects what is wrong. what_if: compares another version of the
 * projection function with the live one. promote: makes that version live if the difference is within the
 * budget.
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

/** Whether a run of this mode changes state: repair and promote. */
export function changesState(mode: Mode): boolean {
  return mode === 'repair' || mode === 'promote';
}

/**
 * Whether another person must approve a run of this mode: those that change state, and what_if, which runs
 * code from a folder.
 */
export function needsApproval(mode: Mode): boolean {
  return changesState(mode) || mode === 'what_if';
}

/** A requested recovery. `rate_limit_events_per_second` null means no limit. */
export interface RunRequest {
  readonly recovery_id: string;
  readonly flow: string;
  readonly scope: Scope;
  readonly mode: Mode;
  readonly owner: string;
  readonly intent: string;
  readonly rate_limit_events_per_second: number | null;
  /** Only for what_if and promote. */
  readonly candidate?: CandidateRequest;
  /** Everything is read from Kafka's first offset, whatever the contract trusts. */
  readonly history?: 'full';
  /** Only for the verifications around a redrive. */
  readonly redrive?: RedriveReport;
  /** Exactly the rows that this run puts back. */
  readonly put_back?: PutBackReport;
}

/** The plan that an approval binds. Another contract or another code version gives another plan. */
export interface Plan {
  readonly plan_digest: string;
  readonly contract_digest: string;
  readonly code_version: string;
  readonly blast_radius: BlastRadius;
}

/**
 * The steps of a run, in order. A run whose process died starts again at the first; no step has its effect
 * twice.
 */
export type Step = 'barrier' | 'replay' | 'reconcile' | 'repair' | 'promote' | 'seal';

/** The possible results of a review of a break-glass approval. */
export const REVIEW_VERDICTS = ['justified', 'not_justified'] as const;

/**
 * What a reviewer found. Either verdict settles all unreviewed break-glass approvals of the run; it undoes
 * nothing.
 */
export type ReviewVerdict = (typeof REVIEW_VERDICTS)[number];

/** The events of a run. `by` is the subject of a token, or begins with `system`. */
export type RunEvent =
  | { readonly type: 'recovery_requested'; readonly by: string; readonly request: RunRequest }
  | { readonly type: 'recovery_planned'; readonly by: string; readonly plan: Plan }
  | {
      readonly type: 'recovery_approved';
      readonly by: string;
      readonly plan_digest: string;
      readonly expires_at_ms: number;
    }
  /** `reason` is missing in events that were written before it was required. */
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
  /** `code_version` is missing in events that were written before it was recorded. */
  | {
      readonly type: 'recovery_claimed';
      readonly by: string;
      readonly epoch: number;
      readonly code_version?: string;
    }
  | { readonly type: 'step_reached'; readonly by: string; readonly step: Step }
  | { readonly type: 'recovery_paused'; readonly by: string }
  | { readonly type: 'recovery_resumed'; readonly by: string }
  /** `reason` is missing in events that were written before it was required. */
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
