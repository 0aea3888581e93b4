import { createPrivateKey, createPublicKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigningKey } from '@stockproof/evidence';

type NamedKey = JsonWebKey & { readonly kid: string };

const PUBLIC = 'public.jwks.json';
const privateFile = (number: number): string => `evidence-${number}.jwk.json`;

/**
 * The keys that sign evidence. The newest signs; every public key there ever was stays in `public.jwks.json`, so that
 * old records verify after a rotation.
 */
export class EvidenceKeys {
  private constructor(private readonly folder: string, public signing: SigningKey, private readonly known: Map<string, KeyObject>) {}

  /** Reads the folder; makes the first key where there is none. */
  static async open(folder: string): Promise<EvidenceKeys> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const newest = Math.max(0, ...(await numbersIn(folder)));
    if (newest === 0) await makeKey(folder, 1);
    const signing = await readPrivate(folder, Math.max(1, newest));
    return new EvidenceKeys(folder, signing, await readPublic(folder));
  }

  jwks(): { keys: object[] } {
    return { keys: [...this.known].map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' })) };
  }

  /** Makes a new key and signs with it from now on. */
  async rotate(): Promise<string> {
    const next = Math.max(0, ...(await numbersIn(this.folder))) + 1;
    await makeKey(this.folder, next);
    this.signing = await readPrivate(this.folder, next);
    for (const [kid, key] of await readPublic(this.folder)) this.known.set(kid, key);
    return this.signing.key_id;
  }
}

async function numbersIn(folder: string): Promise<number[]> {
  return (await readdir(folder)).flatMap((name) => {
    const number = /^evidence-(\d+)\.jwk\.json$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
}

async function makeKey(folder: string, number: number): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const named = { kid: `evidence-${number}`, alg: 'EdDSA', use: 'sig' };
  const keys = await readPublicKeys(folder);
  // The public key first: a record signed by a key nobody knows could never be verified.
  await replace(join(folder, PUBLIC), { keys: [...keys, { ...publicKey.export({ format: 'jwk' }), ...named }] }, 0o644);
  await replace(join(folder, privateFile(number)), { ...privateKey.export({ format: 'jwk' }), ...named }, 0o600);
}

async function replace(file: string, content: object, mode: number): Promise<void> {
  await writeFile(`${file}.partial`, JSON.stringify(content, null, 2), { mode });
  await rename(`${file}.partial`, file);
}

async function readPrivate(folder: string, number: number): Promise<SigningKey> {
  const jwk = JSON.parse(await readFile(join(folder, privateFile(number)), 'utf8')) as NamedKey;
  return { key_id: jwk.kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
}

async function readPublicKeys(folder: string): Promise<NamedKey[]> {
  try {
    return (JSON.parse(await readFile(join(folder, PUBLIC), 'utf8')) as { keys: NamedKey[] }).keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function readPublic(folder: string): Promise<Map<string, KeyObject>> {
  const keys = await readPublicKeys(folder);
  return new Map(keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: 'jwk' })]));
}
