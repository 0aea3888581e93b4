import { Problem } from '@stockproof/http';
import type { SecurityEvent } from '@stockproof/security-events';
import type { SecurityLog } from '@stockproof/security-log';

/** A break-glass approval. */
export interface BrokenGlass {
  readonly recovery_id: string;
  readonly broken_by: string;
  readonly requested_by: string | null;
  readonly reason: string | null;
}

/** Records break-glass approvals in the security log. */
export interface GlassActs {
  /** Called in the transaction of the approval; if it rejects, the approval is not made. */
  readonly breaking: (glass: BrokenGlass) => Promise<void>;
  /** Raises the alarm after the approval. Never throws. */
  readonly broken: (glass: BrokenGlass) => void;
}

/**
 * Records break-glass approvals in the security log, in addition to the record of the request, so that they
 * can be found by their own action. If it cannot be recorded first, the approval is refused (503).
 */
export function glassActs(log: SecurityLog, alarm: (glass: BrokenGlass) => void): GlassActs {
  return {
    breaking: async (glass) => {
      try {
        await log.append(eventOf(glass, 'attempted'));
      } catch {
        throw new Problem(
          503,
          'security_log_unavailable',
          'breaking the glass cannot be written down now, so nothing was approved; try again',
          { 'retry-after': '1' },
        );
      }
    },
    broken: (glass) => {
      log.note(eventOf(glass, 'done'));
      alarm(glass);
    },
  };
}

function eventOf(glass: BrokenGlass, outcome: SecurityEvent['outcome']): SecurityEvent {
  const { recovery_id, broken_by, requested_by, reason } = glass;
  return {
    action: 'break_glass',
    outcome,
    actor: `operator ${broken_by}`,
    target: recovery_id,
    reason,
    // The address is in the record of the approval that this belongs to.
    address: null,
    detail: requested_by === null ? null : `requested by ${requested_by}`,
  };
}
