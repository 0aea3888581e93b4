/**
 * On every answer of the provider. A login's form may be sent to itself, and on to where its client asked to be answered: browsers
 * hold a form to its redirects. `Referrer-Policy: same-origin` lets a browser say that a form is from here.
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
