import type { SecurityEvent } from '@stockproof/security-events';
import type { SecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';

/** A login attempt, without its password. */
export interface Login {
  /** As typed. */
  readonly account: string;
  /** Whether there is such an account. An unknown name could be a password typed in the wrong field. */
  readonly is_known: boolean;
  readonly address: string;
  readonly outcome: 'accepted' | 'refused' | 'throttled';
}

/** As in the services, so that a flood does not fill the log. */
const THROTTLED_EVERY_MS = 1_000;

/**
 * Returns a function that reports each login to the service's log, to `stockproof_identity_logins` and to the
 * security log as `log_in`. Throttled attempts share one line per second with their number. It never waits: a
 * login changes nothing, and each later act is recorded first.
 */
export function reportLogins(
  security: Pick<SecurityLog, 'note'>,
  logger: Pick<Logger, 'info' | 'warn'>,
  { meter }: Pick<Telemetry, 'meter'>,
  now_ms: () => number = Date.now,
): (login: Login) => void {
  const logins = meter.createCounter('stockproof_identity_logins', {
    description: 'logins at the identity provider, by outcome',
  });
  let next_ms = 0;
  let throttled = 0;
  return ({ is_known, ...login }) => {
    const { account, address, outcome } = login;
    logins.add(1, { outcome });
    if (outcome !== 'throttled') {
      const level = outcome === 'accepted' ? 'info' : 'warn';
      logger[level]({ event: 'login', ...login }, `a login was ${outcome}`);
      const actor = is_known ? `operator ${account}` : null;
      return security.note(eventOf(outcome === 'accepted' ? 'done' : 'refused', actor, address, null));
    }
    throttled += 1;
    if (now_ms() < next_ms) return;
    next_ms = now_ms() + THROTTLED_EVERY_MS;
    logger.warn(
      { event: 'login', ...login, refused: throttled },
      'logins are refused after too many failures',
    );
    security.note(eventOf('refused', null, address, `throttled, ${throttled} attempts`));
    throttled = 0;
  };
}

function eventOf(
  outcome: SecurityEvent['outcome'],
  actor: string | null,
  address: string,
  detail: string | null,
): SecurityEvent {
  return { action: 'log_in', outcome, actor, target: 'identity-provider', reason: null, address, detail };
}
