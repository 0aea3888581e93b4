import { decodeJwt, errors, type JWK, type JWTPayload } from 'jose';
import { type KeySet, verifiedBy } from './key-sets.js';
import type { Principal } from './principal.js';
import { CLOCK_TOLERANCE_S, type RevocationCheck } from './revocations.js';
import { rolesOf } from './roles.js';

/** Who a token names; null when it is not a good one. Throws a 503 where that cannot be known. */
export type TokenVerifier = (token: string) => Promise<Principal | null>;

export interface Operators {
  readonly issuer: string;
  /** What a token must be for to be taken here. */
  readonly audience: string;
  readonly roles_claim: string;
  readonly keys: KeySet;
  readonly isRevoked: RevocationCheck;
}

export interface Services {
  /** This service: what other services' tokens must be for. */
  readonly name: string;
  readonly keys: KeySet;
}

/** Says for whom it signs. */
type OurKey = JWK & { readonly stockproof_principal?: string };

/** The issuer of what services sign themselves. */
const OURS = 'stockproof';
/** Asymmetric ones alone: whoever can check a token could otherwise make one. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'ES384', 'PS256', 'RS256'];
/** Longest that a token may have been made to live, seconds. */
const LONGEST_S = 3_600;

/**
 * Verifies tokens of operators, by the keys of their identity provider, and of services, by the keys of the
 * instance. Which of them a token is said to be decides only whose keys are asked; it is verified as that and
 * nothing else.
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
  { issuer, audience, roles_claim, keys, isRevoked }: Operators,
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
  return { kind: 'operator', name: sub, roles: rolesOf(payload, roles_claim) };
}

/** A key speaks for one service alone, whatever it signs. */
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

/** Clocks may differ at its beginning; its end is its end. */
function isOfNow({ iat = NaN, exp = NaN }: JWTPayload): boolean {
  const now_s = Date.now() / 1_000;
  return iat <= now_s + CLOCK_TOLERANCE_S && exp > now_s && exp - iat <= LONGEST_S;
}
