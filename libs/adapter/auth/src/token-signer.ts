import { readFileSync } from 'node:fs';
import { importJWK, type JWK, SignJWT } from 'jose';

/** A fresh token of this service. */
export type TokenSigner = () => Promise<string>;

const LIFETIME_S = 60;

/** Signs tokens that live a minute with the service's own key. */
export function createTokenSigner(service: string, key_file: string): TokenSigner {
  const jwk = JSON.parse(readFileSync(key_file, 'utf8')) as JWK & { kid: string };
  const key = importJWK(jwk, 'EdDSA');
  return async () =>
    new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', kid: jwk.kid })
      .setSubject(service)
      .setIssuer('stockproof')
      .setAudience('stockproof')
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_S} s`)
      .sign(await key);
}
