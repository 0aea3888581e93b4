import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { Admission, RefusedLogin } from './admission.js';

/** What is refused after too many failures shares one line a second that says how many: a flood must not fill the log. */
const THROTTLED_EVERY_MS = 1_000;

/** Each failed login is a line of the log, without the credential, and counts in `stockproof_logins_refused`. */
export function tellRefusedLogins(admission: Admission, logger: Logger, { meter }: Telemetry, now_ms: () => number = Date.now): void {
  const counter = meter.createCounter('stockproof_logins_refused', { description: 'credentials that were not accepted; throttled: after too many from one address' });
  let next_ms = 0;
  let since_last = 0;
  admission.onRefused = (refused: RefusedLogin) => {
    counter.add(1, { throttled: refused.throttled });
    if (!refused.throttled) return logger.warn({ event: 'login_refused', ...refused }, 'a login was refused');
    since_last += 1;
    if (now_ms() < next_ms) return;
    next_ms = now_ms() + THROTTLED_EVERY_MS;
    logger.warn({ event: 'login_throttled', ...refused, refused: since_last }, 'logins are refused after too many failures');
    since_last = 0;
  };
}
