import { readFile } from 'node:fs/promises';
import { importJWK, type JWK, SignJWT } from 'jose';

/** Signs a new token of this service for one other service. */
export type TokenSigner = (audience: string) => Promise<string>;

const LIFETIME_S = 60;

/**
 * Creates a signer of tokens that are valid for a minute. It reads the service's key file each time, so a key
 * is replaced without a restart.
 */
export function createTokenSigner(service: string, key_file: string): TokenSigner {
  return async (audience) => {
    const jwk = JSON.parse(await readFile(key_file, 'utf8')) as JWK & { kid: string };
    return new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
      .setSubject(service)
      .setIssuer('stockproof')
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S} s`)
      .sign(await importJWK(jwk, 'EdDSA'));
  };
}
