import { timingSafeEqual, hash } from 'node:crypto';
import { join } from 'node:path';

/** What `prometheus.yml` gives as `credentials_file` for the supervisor; readable by its owner alone. */
export const metricsPasswordFile = (home: string): string => join(home, 'supervisor-metrics.token');

/**
 * Whether an `authorization` header has the password, as the services take a token: `Bearer PASSWORD`, or Basic with
 * any name. The comparison takes the same time for every wrong one.
 */
export function mayReadMetrics(authorization: string | undefined, password: string): boolean {
  const [, scheme = '', given = ''] = /^(bearer|basic) +([\w.~+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (scheme === '') return false;
  const text = scheme.toLowerCase() === 'bearer' ? given : afterName(given);
  return text !== '' && timingSafeEqual(hash('sha256', text, 'buffer'), hash('sha256', password, 'buffer'));
}

/** The password of `name:password` in base64; empty if there is none. */
function afterName(given: string): string {
  const text = Buffer.from(given, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon < 0 ? '' : text.slice(colon + 1);
}
