import { createHash, randomBytes } from 'node:crypto';

/** A new key: the text for its owner, returned once, and the hash that is stored. */
export interface NewApiKey {
  readonly key_id: string;
  readonly api_key: string;
  readonly secret_hash: Buffer;
}

/** Creates a key with a random secret of 256 bits. */
export function makeApiKey(): NewApiKey {
  const key_id = randomBytes(9).toString('hex');
  const secret = randomBytes(32).toString('hex');
  return { key_id, api_key: `sp_${key_id}_${secret}`, secret_hash: hashSecret(secret) };
}

/** Parses an API key; null if it cannot be one of ours. */
export function readApiKey(api_key: string): { key_id: string; secret_hash: Buffer } | null {
  const match = /^sp_([0-9a-f]{18})_([0-9a-f]{64})$/.exec(api_key);
  const [, key_id, secret] = match ?? [];
  return key_id === undefined || secret === undefined ? null : { key_id, secret_hash: hashSecret(secret) };
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
