import { Problem } from '@stockproof/http';
import type { SecurityEvent } from '@stockproof/security-events';
import type { SecurityLog } from '@stockproof/security-log';

/** A glass that is being broken, or was. */
export interface BrokenGlass {
  readonly recovery_id: string;
  readonly broken_by: string;
  readonly requested_by: string | null;
  readonly reason: string | null;
}

export interface GlassActs {
  /** Called in the transaction that breaks it: what it throws leaves the glass whole. */
  readonly breaking: (glass: BrokenGlass) => Promise<void>;
  /** The alarm, once it is broken. Never throws. */
  readonly broken: (glass: BrokenGlass) => void;
}

/**
 * The acts in the security log, next to the approval that the request is: whoever looks for power used alone
 * looks for one word. Not broken (503) where it cannot be written down first: a glass that nobody learns of
 * is the one thing it must not be.
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
    // It is with the approval that this is part of.
    address: null,
    detail: requested_by === null ? null : `requested by ${requested_by}`,
  };
}
