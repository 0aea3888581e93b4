import { isSellerKey } from './credentials.js';
import type { Principal } from './principal.js';
import type { TokenVerifier } from './token-verifier.js';

/** The caller that a bearer credential names, or null when it is not valid. Throws when that can not be known. */
export type Authenticator = (bearer: string) => Promise<Principal | null>;

/** Checks a seller's API key; null when it is unknown, malformed or revoked. */
export type SellerKeyCheck = (api_key: string) => Promise<Principal | null>;

/** Seller keys go to `checkKey`, everything else is a token. */
export function bearerAuthenticator(verifyToken: TokenVerifier, checkKey: SellerKeyCheck): Authenticator {
  return (bearer) => (isSellerKey(bearer) ? checkKey(bearer) : verifyToken(bearer));
}
