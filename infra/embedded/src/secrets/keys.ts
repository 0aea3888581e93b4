import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { replaceFile } from '@stockproof/files';
import { exportJWK, generateKeyPair, type JWK } from 'jose';

/** Who signs its own tokens. Operators' tokens are signed by their identity provider. */
export const SIGNERS = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'reservation',
  'console',
] as const;

export type Signer = (typeof SIGNERS)[number];

/** An earlier version signed operators' tokens with a key of the instance: it counts no more. */
const OPERATORS_BEFORE = 'operator';

type PrincipalKey = JWK & { readonly stockproof_principal: string };

export const jwksFile = (home: string): string => join(home, 'keys', 'jwks.json');
/** Who has a folder with keys of its own. */
export type KeyHolder = Signer | 'identity-provider';

/** Folder of one service's keys; in the embedded stack only that service and root read it. */
export const keysOf = (home: string, holder: KeyHolder): string => join(home, 'keys', holder);
/** Folder of the evidence keys: private ones, and `public.jwks.json` with all public ones. */
export const evidenceKeysDir = (home: string): string => join(home, 'keys', 'evidence');
/** Folder of sealed history, and of files that are needed to make it. */
export const sealedDir = (home: string): string => join(home, 'sealed');
/** The store of sealed history, where no other is named. */
export const sealedStore = (home: string): string => pathToFileURL(join(sealedDir(home), 'store')).href;
export const privateKeyFile = (home: string, signer: Signer): string =>
  join(keysOf(home, signer), 'service.jwk.json');

/**
 * Creates an Ed25519 key pair per service and the JWKS of all public keys. `stockproof_principal` in a public
 * key names its service. To replace a key: add the new public key, replace the private key's file, then
 * remove the old public key; services reload both files. Idempotent.
 */
export async function ensureKeys(home: string): Promise<void> {
  const known = existsSync(jwksFile(home))
    ? (JSON.parse(await readFile(jwksFile(home), 'utf8')) as { keys: PrincipalKey[] })
    : { keys: [] };
  const ours = known.keys.filter(({ stockproof_principal }) => stockproof_principal !== OPERATORS_BEFORE);
  const missing = SIGNERS.filter(
    (signer) => !ours.some(({ stockproof_principal }) => stockproof_principal === `service:${signer}`),
  );
  if (missing.length === 0 && ours.length === known.keys.length) return;
  const keys = [...ours];
  for (const signer of missing) keys.push(await makeKey(home, signer));
  // Written last: when it is there, all keys are.
  await replaceFile(jwksFile(home), JSON.stringify({ keys }, null, 2), 0o644);
  await rm(join(home, 'keys', 'operators.jwk.json'), { force: true });
}

async function makeKey(home: string, signer: Signer): Promise<PrincipalKey> {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const named = { kid: signer, alg: 'EdDSA', use: 'sig' };
  await mkdir(keysOf(home, signer), { recursive: true, mode: 0o700 });
  await replaceFile(
    privateKeyFile(home, signer),
    JSON.stringify({ ...(await exportJWK(privateKey)), ...named }),
  );
  return { ...(await exportJWK(publicKey)), ...named, stockproof_principal: `service:${signer}` };
}
