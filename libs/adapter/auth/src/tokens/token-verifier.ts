import { decodeJwt, errors, type JWK, type JWTPayload } from 'jose';
import { type KeySet, verifiedBy } from './key-sets.js';
import type { Principal } from '../principal.js';
import { CLOCK_TOLERANCE_S, type RevocationCheck } from './revocations.js';
import { personOf, type PersonClaims } from './person-of.js';

/**
 * Returns the principal of a token; null if the token is not valid. Rejects with a 503 if that is unknown.
 */
export type TokenVerifier = (token: string) => Promise<Principal | null>;

/** How tokens of people are verified: operators, and people who act for a seller. */
export interface Operators {
  readonly issuer: string;
  /** The audience that a token must have. */
  readonly audience: string;
  readonly claims: PersonClaims;
  readonly keys: KeySet;
  readonly isRevoked: RevocationCheck;
}

/** How tokens of services are verified. */
export interface Services {
  /** Name of this service, which must be the audience of other services' tokens. */
  readonly name: string;
  readonly keys: KeySet;
}

/** `stockproof_principal`: the service that may use the key. */
type OurKey = JWK & { readonly stockproof_principal?: string };

/** The issuer of tokens that services sign. */
const OURS = 'stockproof';
/** Asymmetric algorithms only: with a symmetric one every verifier could sign tokens. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
/** Longest lifetime of an accepted token, seconds. */
const LONGEST_S = 3_600;

/**
 * Creates a verifier for tokens of operators, with the keys of their identity provider, and of services, with
 * the keys of the instance. The token's `iss` selects the keys; the token must then be valid for that issuer.
 */
export function createTokenVerifier(operators: Operators, services: Services): TokenVerifier {
  return async (token) => {
    try {
      return decodeJwt(token).iss === OURS
        ? await service(token, services)
        : await operator(token, operators);
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
}

async function operator(
  token: string,
  { issuer, audience, claims, keys, isRevoked }: Operators,
): Promise<Principal | null> {
  const { payload } = await verifiedBy(keys, token, {
    algorithms: ALGORITHMS,
    audience,
    issuer,
    requiredClaims: ['sub', 'exp', 'iat'],
    clockTolerance: CLOCK_TOLERANCE_S,
  });
  const { sub = '', iat = 0 } = payload;
  if (
    sub === '' ||
    !isOfNow(payload) ||
    (await isRevoked({ sub, iat, jti: payload.jti, sid: payload['sid'] }))
  )
    return null;
  return personOf(sub, payload, claims);
}

/** A key is valid for one service only, whatever the token says. */
async function service(token: string, { name, keys }: Services): Promise<Principal | null> {
  const { payload, protectedHeader } = await verifiedBy(keys, token, {
    algorithms: ['EdDSA'],
    audience: name,
    issuer: OURS,
    requiredClaims: ['sub', 'exp', 'iat'],
    clockTolerance: CLOCK_TOLERANCE_S,
  });
  const { sub = '' } = payload;
  const signer: OurKey | undefined = (await keys.get(Infinity)).keys.find(
    ({ kid }) => kid === protectedHeader.kid,
  );
  return isOfNow(payload) && signer?.stockproof_principal === `service:${sub}`
    ? { kind: 'service', name: sub }
    : null;
}

/** The tolerance between clocks applies to the beginning of a token, not to its end. */
function isOfNow({ iat = NaN, exp = NaN }: JWTPayload): boolean {
  const now_s = Date.now() / 1_000;
  return iat <= now_s + CLOCK_TOLERANCE_S && exp > now_s && exp - iat <= LONGEST_S;
}
