import type { RecordContent } from './record-content.js';

/**
 * Returns one sentence per fault: a change of state that nobody approved, or that its requester approved
 * without break-glass.
 */
export function approvalProblems({ mode, requested_by, approved_by, break_glass }: RecordContent): string[] {
  if (mode !== 'repair' && mode !== 'promote') return [];
  if (approved_by === null) return [`nobody approved the ${mode}`];
  return approved_by === requested_by && !break_glass
    ? [`the ${mode} was approved by ${approved_by}, who asked for it`]
    : [];
}
