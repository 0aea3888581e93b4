import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** Who signs: the operators' issuer, and each service for itself. */
export const SIGNERS = ['operators', 'ingestion', 'command-handler', 'availability-projection', 'recovery', 'reservation'] as const;

export type Signer = (typeof SIGNERS)[number];

type PrincipalKey = JWK & { readonly stockproof_principal: string };

export const jwksFile = (home: string): string => join(home, 'keys', 'jwks.json');
/** Keys that sign evidence: private ones, and `public.jwks.json` with every public one there ever was. */
export const evidenceKeysDir = (home: string): string => join(home, 'keys', 'evidence');
export const privateKeyFile = (home: string, signer: Signer): string => join(home, 'keys', `${signer}.jwk.json`);

/**
 * An Ed25519 key pair per signer and the JWKS of all public keys. `stockproof_principal` in a public key says
 * whom it may speak for, so a service's key can not sign an operator's token.
 */
export async function ensureKeys(home: string): Promise<void> {
  const known = existsSync(jwksFile(home)) ? (JSON.parse(await readFile(jwksFile(home), 'utf8')) as { keys: PrincipalKey[] }) : { keys: [] };
  const missing = SIGNERS.filter((signer) => !known.keys.some(({ kid }) => kid === signer));
  if (missing.length === 0) return;
  await mkdir(join(home, 'keys'), { recursive: true, mode: 0o700 });
  const keys = [...known.keys];
  for (const signer of missing) keys.push(await makeKey(home, signer));
  // Written last: when it is there, all keys are.
  await writeFile(jwksFile(home), JSON.stringify({ keys }, null, 2));
}

async function makeKey(home: string, signer: Signer): Promise<PrincipalKey> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const named = { kid: signer, alg: 'EdDSA', use: 'sig' };
  await writeFile(privateKeyFile(home, signer), JSON.stringify({ ...(await exportJWK(privateKey)), ...named }), {
    mode: 0o600,
  });
  const stockproof_principal = signer === 'operators' ? 'operator' : `service:${signer}`;
  return { ...(await exportJWK(publicKey)), ...named, stockproof_principal };
}

export interface Operator {
  readonly name: string;
  readonly roles: readonly string[];
}

/** A token of an operator, signed with the instance's operator key; for development and tests. */
export async function operatorToken(home: string, operator: Operator, lifetime: string): Promise<string> {
  const jwk = JSON.parse(await readFile(privateKeyFile(home, 'operators'), 'utf8')) as JWK;
  return new SignJWT({ roles: operator.roles })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'operators' })
    .setSubject(operator.name)
    .setIssuer('stockproof')
    .setAudience('stockproof')
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(await importJWK(jwk, 'EdDSA'));
}
