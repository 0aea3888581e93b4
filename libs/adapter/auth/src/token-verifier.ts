import { readFileSync } from 'node:fs';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWK, type JWTPayload, jwtVerify } from 'jose';
import type { Principal } from './principal.js';

export type TokenVerifier = (token: string) => Promise<Principal | null>;

type PrincipalKey = JWK & { readonly kid?: string; readonly stockproof_principal?: string };

/** Reads the JWKS once; keys are replaced by a restart. */
export function createTokenVerifier(jwks_file: string): TokenVerifier {
  const keys = JSON.parse(readFileSync(jwks_file, 'utf8')) as JSONWebKeySet;
  const findKey = createLocalJWKSet(keys);
  const principals = new Map(keys.keys.map((key: PrincipalKey) => [key.kid, key.stockproof_principal]));
  return async (token) => {
    try {
      const { payload, protectedHeader } = await jwtVerify(token, findKey, {
        algorithms: ['EdDSA'],
        audience: 'stockproof',
        issuer: 'stockproof',
        requiredClaims: ['sub', 'exp'],
      });
      return toPrincipal(payload, principals.get(protectedHeader.kid));
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  };
}

/** The key decides what the token may claim: only the operators' key may give roles. */
function toPrincipal(payload: JWTPayload, speaks_for: string | undefined): Principal | null {
  const { sub = '', roles } = payload as JWTPayload & { roles?: unknown };
  if (speaks_for === 'operator') {
    const given = Array.isArray(roles) ? roles.filter((role): role is string => typeof role === 'string') : [];
    return { kind: 'operator', name: sub, roles: given };
  }
  return speaks_for === `service:${sub}` ? { kind: 'service', name: sub } : null;
}
