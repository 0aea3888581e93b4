import { Cached } from './cached.js';
import type { TokenSigner } from './token-signer.js';
import { unavailable } from './unavailable.js';

/**
 * What is revoked: one token (`jti`), all of a login (`sid`), or all that a person has been given until then
 * (`sub`).
 */
export type RevokedKind = 'token' | 'session' | 'subject';

export interface Revocation {
  readonly kind: RevokedKind;
  readonly id: string;
  /** Tokens of a subject that were issued after this, RFC 3339, are not meant. */
  readonly revoked_at: string;
}

/** What of a token a revocation can name. */
export interface RevocableClaims {
  readonly sub: string;
  readonly jti?: unknown;
  readonly sid?: unknown;
  /** Seconds since 1970. */
  readonly iat: number;
}

export type RevocationCheck = (claims: RevocableClaims) => Promise<boolean>;

/** How far clocks may differ between an issuer and us, seconds. */
export const CLOCK_TOLERANCE_S = 5;
const MAX_AGE_MS = 3_000;
const USABLE_MS = 60_000;
const ANSWER_WITHIN_MS = 2_000;

/** Whether one of these revocations means a token with these claims. */
export function isRevoked(claims: RevocableClaims, revocations: readonly Revocation[]): boolean {
  return revocations.some(({ kind, id, revoked_at }) => {
    switch (kind) {
      case 'token':
        return claims.jti === id;
      case 'session':
        return claims.sid === id;
      // The issuer's clock may be ahead of the one that revoked: if that is unclear, the token counts as
      // older.
      case 'subject':
        return claims.sub === id && claims.iat <= Date.parse(revoked_at) / 1_000 + CLOCK_TOLERANCE_S;
    }
  });
}

/**
 * Checks tokens against a list that is at most three seconds old. While it cannot be read the last one serves
 * for a minute; then the check throws a 503, for a token may be revoked that nobody here knows of.
 */
export function revocationCheck(
  read: () => Promise<readonly Revocation[]>,
  now_ms?: () => number,
): RevocationCheck {
  const list = new Cached(read, USABLE_MS, now_ms);
  return async (claims) => {
    try {
      return isRevoked(claims, await list.get(MAX_AGE_MS));
    } catch (error) {
      throw unavailable('revoked tokens', error);
    }
  };
}

/** The list as ingestion, which keeps it, tells it to services. */
export function remoteRevocations(
  ingestion_url: string,
  sign: TokenSigner,
): () => Promise<readonly Revocation[]> {
  return async () => {
    const answer = await fetch(`${ingestion_url}/v1/token-revocations`, {
      headers: { authorization: `Bearer ${await sign('ingestion')}` },
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    if (!answer.ok) throw new Error(`the list of revoked tokens answers ${answer.status}`);
    return ((await answer.json()) as { revocations: readonly Revocation[] }).revocations;
  };
}
