/**
 * Headers of every answer of the provider. A login form may be sent to this origin, and redirect to its
 * client's address, because browsers apply form-action to redirects. `Referrer-Policy: same-origin` lets a
 * browser show that a form came from here.
 */
export function pageHeaders(tls: boolean, answered_at?: string): Record<string, string> {
  return {
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'${answered_at === undefined ? '' : ` ${answered_at}`}`,
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(tls ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
