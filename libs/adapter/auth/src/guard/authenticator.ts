import { isSellerKey } from './credentials.js';
import type { Principal } from '../principal.js';
import type { TokenVerifier } from '../tokens/token-verifier.js';
import { unauthorized } from '../refusals.js';

/** Returns the caller of a bearer credential; null if it is not valid. Rejects if that is unknown. */
export type Authenticator = (bearer: string) => Promise<Principal | null>;

/** Checks a seller's API key; null if it is unknown, malformed or revoked. Rejects if that is unknown. */
export type SellerKeyCheck = (api_key: string) => Promise<Principal | null>;

/**
 * For services without operations for sellers: a seller's key is refused without a check, and not counted as
 * a failed login. Nobody learns anything about a key this way, and a seller that calls the wrong service is
 * not throttled.
 */
export const noSellers: SellerKeyCheck = () => Promise.reject(unauthorized());

/** Sends seller keys to `checkKey`, everything else to `verifyToken`. */
export function bearerAuthenticator(verifyToken: TokenVerifier, checkKey: SellerKeyCheck): Authenticator {
  return (bearer) => (isSellerKey(bearer) ? checkKey(bearer) : verifyToken(bearer));
}
