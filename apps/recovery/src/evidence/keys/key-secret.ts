import {
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyEntry } from '@stockproof/evidence';
import type { EvidenceKeyRow } from './sql/evidence-keys.js';

/** Thrown if the keys in the database were not written by this service, or under another service's key. */
export class KeySecretError extends Error {
  override readonly name = 'KeySecretError';
}

/** What a row of the keys is encrypted and authenticated with; all copies of the service have it. */
export type KeySecret = Buffer;

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Derives the secret from the private key of the service (JWK file). */
export async function keySecretOf(service_key_file: string): Promise<KeySecret> {
  const { d = '' } = JSON.parse(await readFile(service_key_file, 'utf8')) as { d?: string };
  if (d === '') throw new Error(`${service_key_file} has no private key`);
  return Buffer.from(
    hkdfSync('sha256', Buffer.from(d, 'base64url'), '', 'stockproof evidence keys', KEY_BYTES),
  );
}

/** The row of a key. `private_key` null: it signs no more. Nobody without the secret can read or change it unnoticed. */
export function sealKey(
  secret: KeySecret,
  number: number,
  entry: KeyEntry,
  private_key: KeyObject | null,
): EvidenceKeyRow {
  const text = JSON.stringify(entry);
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, secret, iv).setAAD(subject(number, text));
  const hidden = private_key === null ? '' : (private_key.export({ format: 'jwk' }).d ?? '');
  const encrypted = Buffer.concat([cipher.update(hidden, 'utf8'), cipher.final()]);
  return {
    number,
    entry: text,
    box: Buffer.concat([iv, cipher.getAuthTag(), encrypted]).toString('base64url'),
  };
}

/** Reads a row of sealKey. Throws KeySecretError. */
export function openKey(
  secret: KeySecret,
  { number, entry, box }: EvidenceKeyRow,
): { readonly entry: KeyEntry; readonly private_key: KeyObject | null } {
  const parsed = JSON.parse(entry) as KeyEntry;
  const d = decrypt(secret, Buffer.from(box, 'base64url'), subject(number, entry));
  if (d === null)
    throw new KeySecretError(
      `key ${number} of evidence_key was not written with the key of this service: it was changed, or STOCKPROOF_SERVICE_KEY_FILE is another one`,
    );
  if (d === '') return { entry: parsed, private_key: null };
  const { kty, crv, x } = parsed;
  const private_key = createPrivateKey({ key: { kty, crv, x, d } as JsonWebKey, format: 'jwk' });
  if (createPublicKey(private_key).export({ format: 'jwk' }).x !== x)
    throw new KeySecretError(`the private half of key ${number} is of another key`);
  return { entry: parsed, private_key };
}

function decrypt(secret: KeySecret, bytes: Buffer, aad: Buffer): string | null {
  if (bytes.length < IV_BYTES + TAG_BYTES) return null;
  const tag = bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, secret, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(aad).setAuthTag(tag);
  try {
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

function subject(number: number, entry: string): Buffer {
  return Buffer.from(`${number}\n${entry}`);
}
