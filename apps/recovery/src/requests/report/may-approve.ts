import { type Actor, approvalRight, type Mode, type RunStatus } from '@stockproof/recovery-run';

/** Whether a caller may approve a run now, and why not. */
export interface MayApprove {
  readonly approve: boolean;
  /** Whether it may approve it alone, with a reason. */
  readonly break_glass: boolean;
  /** Null if it may simply approve it. */
  readonly why: string | null;
}

/** Says whether an actor may approve a run of this status, by the rule that decides an approval. Pure. */
export function mayApprove(
  actor: Actor,
  run: { readonly status: RunStatus; readonly mode: Mode; readonly requested_by: string | null },
): MayApprove {
  const no = (why: string): MayApprove => ({ approve: false, break_glass: false, why });
  const right = approvalRight(actor, run);
  if (right.by === null) return no(right.detail);
  if (run.status !== 'planned') return no(`it is ${run.status}: only a planned one is approved`);
  if (right.by === 'approver') return { approve: true, break_glass: false, why: null };
  const why = 'only alone, by breaking the glass, with a reason; another person reviews that';
  return { approve: false, break_glass: true, why };
}
