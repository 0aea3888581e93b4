import type { RunState } from '@stockproof/recovery-run';
import type { LiveProgress } from '../../runs/note-progress.js';

/** The progress of a run, and when it was so. */
export interface ShownProgress extends LiveProgress {
  readonly as_of: Date;
}

/** A run in the API. `progress` is null if nobody executes it. */
export function describeRecovery(state: RunState, progress: ShownProgress | null): object {
  const { request, plan, approval, status } = state;
  return {
    recovery_id: request?.recovery_id,
    contract: request?.flow,
    status,
    mode: request?.mode,
    scope: request?.scope,
    candidate: request?.candidate ?? null,
    put_back: request?.put_back ?? null,
    owner: request?.owner,
    intent: request?.intent,
    requested_by: state.requested_by,
    rate_limit_events_per_second: state.rate_limit_events_per_second,
    plan_digest: plan?.plan_digest ?? null,
    blast_radius: plan?.blast_radius ?? null,
    code_version: plan?.code_version ?? null,
    approval:
      approval === null
        ? null
        : {
            by: approval.by,
            break_glass: approval.break_glass,
            reason: approval.reason,
            expires_at: new Date(approval.expires_at_ms).toISOString(),
          },
    review_due: state.unreviewed.length > 0,
    step: state.step,
    resumed: Math.max(0, state.claims - 1),
    progress: progress === null ? null : { ...progress, as_of: progress.as_of.toISOString() },
    confidence_status: state.confidence_status,
    evidence_sequence: state.sequence,
    reason: state.reason,
  };
}
