import { isSellerKey } from './credentials.js';
import type { Principal } from './principal.js';
import type { TokenVerifier } from './token-verifier.js';
import { unauthorized } from './unauthorized.js';

/**
 * The caller that a bearer credential names, or null when it is not valid. Throws when that cannot be known.
 */
export type Authenticator = (bearer: string) => Promise<Principal | null>;

/** Checks a seller's API key; null when it is unknown, malformed or revoked. */
export type SellerKeyCheck = (api_key: string) => Promise<Principal | null>;

/**
 * Where sellers have nothing to ask for, so that their keys are not even looked up: refused, and no failed
 * login. Nobody learns anything of a key here, and a seller that asks the wrong service must not have its
 * address throttled.
 */
export const noSellers: SellerKeyCheck = () => Promise.reject(unauthorized());

/** Seller keys go to `checkKey`, everything else is a token. */
export function bearerAuthenticator(verifyToken: TokenVerifier, checkKey: SellerKeyCheck): Authenticator {
  return (bearer) => (isSellerKey(bearer) ? checkKey(bearer) : verifyToken(bearer));
}
