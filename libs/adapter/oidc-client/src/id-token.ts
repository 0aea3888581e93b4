import { decodeJwt } from 'jose';

/** What an ID token must say to belong to a login. */
export interface ExpectedLogin {
  readonly issuer: string;
  readonly client_id: string;
  readonly nonce: string;
  readonly now_ms: number;
}

/**
 * Throws unless the ID token is of this provider, for this client, of this login and not expired. Its signature is not
 * checked: it came from the token endpoint itself, without a browser in between (OpenID Connect Core, 3.1.3.7).
 */
export function requireIdToken(id_token: string | undefined, expected: ExpectedLogin): void {
  if (id_token === undefined) throw new Error('the provider gives no ID token');
  const { iss, aud, azp, nonce, exp = 0 } = decodeJwt(id_token);
  const audience = Array.isArray(aud) ? aud : [aud];
  if (iss !== expected.issuer) throw new Error('the ID token is of another provider');
  if (!audience.includes(expected.client_id) || (azp !== undefined && azp !== expected.client_id))
    throw new Error('the ID token is for another client');
  if (nonce !== expected.nonce) throw new Error('the ID token is of another login');
  if (exp * 1_000 <= expected.now_ms) throw new Error('the ID token has expired');
}
