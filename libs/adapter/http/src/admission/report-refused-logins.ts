import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Admission, RefusedCall, RefusedLogin } from './admission.js';

/**
 * Throttled attempts share one log line per second with their number, so that a flood does not fill the log.
 */
const THROTTLED_EVERY_MS = 1_000;

/**
 * Is notified of refusals, for the security log. `attempts`: the number that this call stands for. A service
 * provides it under this token.
 */
export abstract class RefusalListener {
  abstract loginRefused(refused: RefusedLogin, attempts: number): void;
  abstract callRefused(refused: RefusedCall): void;
}

/**
 * Logs each failed login without the credential, counts it in `stockproof_logins_refused`, and notifies the
 * listener; the same for each refused call.
 */
export function reportRefusedLogins(
  admission: Admission,
  logger: Logger,
  { meter }: Telemetry,
  listener: RefusalListener | null,
  now_ms: () => number = Date.now,
): void {
  const counter = meter.createCounter('stockproof_logins_refused', {
    description: 'credentials that were not accepted; throttled: after too many from one address',
  });
  for (const throttled of [false, true]) counter.add(0, { throttled });
  let next_ms = 0;
  let since_last = 0;
  admission.onForbidden = (refused) => listener?.callRefused(refused);
  admission.onRefused = (refused) => {
    counter.add(1, { throttled: refused.throttled });
    if (!refused.throttled) {
      listener?.loginRefused(refused, 1);
      return logger.warn({ event: 'login_refused', ...refused }, 'a login was refused');
    }
    since_last += 1;
    if (now_ms() < next_ms) return;
    next_ms = now_ms() + THROTTLED_EVERY_MS;
    listener?.loginRefused(refused, since_last);
    logger.warn(
      { event: 'login_throttled', ...refused, refused: since_last },
      'logins are refused after too many failures',
    );
    since_last = 0;
  };
}
