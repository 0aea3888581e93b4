import { Cached } from './cached.js';
import type { TokenSigner } from './token-signer.js';
import { unavailable } from '../refusals.js';

/**
 * The kind of a revocation: one token (`jti`), all tokens of a login (`sid`), or all tokens that a person
 * (`sub`) was given until then.
 */
export type RevokedKind = 'token' | 'session' | 'subject';

/** A revoked token or login. */
export interface Revocation {
  readonly kind: RevokedKind;
  readonly id: string;
  /** RFC 3339. Tokens of a subject that were issued later are not revoked. */
  readonly revoked_at: string;
}

/** The claims of a token that a revocation can match. */
export interface RevocableClaims {
  readonly sub: string;
  readonly jti?: unknown;
  readonly sid?: unknown;
  /** Seconds since 1970. */
  readonly iat: number;
}

/** Whether a token is revoked. Rejects if the list is too old to know. */
export type RevocationCheck = (claims: RevocableClaims) => Promise<boolean>;

/** Largest accepted difference between an issuer's clock and ours, seconds. */
export const CLOCK_TOLERANCE_S = 5;
const MAX_AGE_MS = 3_000;
const USABLE_MS = 60_000;
const ANSWER_WITHIN_MS = 2_000;

/** Whether one of these revocations matches a token with these claims. */
export function isRevoked(claims: RevocableClaims, revocations: readonly Revocation[]): boolean {
  return revocations.some(({ kind, id, revoked_at }) => {
    switch (kind) {
      case 'token':
        return claims.jti === id;
      case 'session':
        return claims.sid === id;
      // The issuer's clock may be ahead of ours: in doubt the token counts as issued before.
      case 'subject':
        return claims.sub === id && claims.iat <= Date.parse(revoked_at) / 1_000 + CLOCK_TOLERANCE_S;
    }
  });
}

/**
 * Creates a check against a list that is at most three seconds old. If the list cannot be read, the last one
 * is used for a minute; after that the check throws a 503, because an unknown revocation may exist.
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

/** Reads the list from ingestion, which stores it. */
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
