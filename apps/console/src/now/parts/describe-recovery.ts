import type { NowSnapshot } from '@stockproof/console';
import { type Mode, needsApproval } from '@stockproof/recovery-run';
import type { PipelinePoll } from '../sources/readings.js';

type Polled = Pick<PipelinePoll, 'readings' | 'at_ms'>;

/** How many offers are proven; null if recovery did not answer. Pure. */
export function describeConfidence({ readings, at_ms }: Polled): NowSnapshot['confidence'] {
  const { confidence } = readings;
  if (confidence === null) return null;
  const { oldest_verified_at, ...counts } = confidence;
  return {
    ...counts,
    oldest_proof_seconds: oldest_verified_at === null ? null : secondsSince(oldest_verified_at, at_ms),
  };
}

/** The planned runs that another person must approve, those that wait longest first; null if recovery did not answer. Pure. */
export function describeApprovals({ readings, at_ms }: Polled): NowSnapshot['approvals'] {
  if (readings.planned === null) return null;
  return readings.planned
    .filter(({ mode }) => needsApproval(mode as Mode))
    .map(({ updated_at, ...run }) => ({ ...run, waiting_seconds: secondsSince(updated_at, at_ms) }))
    .sort((one, other) => other.waiting_seconds - one.waiting_seconds);
}

/** What the quarantine has, by reason and by who has to correct it; null if recovery did not answer. Pure. */
export function describeDeadLetters({ readings }: Polled): NowSnapshot['dead_letters'] {
  if (readings.dead_letters === null) return null;
  const { by_reason, overdue } = readings.dead_letters;
  return {
    open: by_reason.reduce((sum, { messages }) => sum + messages, 0),
    overdue,
    groups: by_reason.map(({ reason, assignee, messages }) => ({ reason, owner: assignee, open: messages })),
  };
}

function secondsSince(instant: string, at_ms: number): number {
  return Math.max(0, at_ms - Date.parse(instant)) / 1_000;
}
