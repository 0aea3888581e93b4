import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** The header with the signature of a message's producer. */
export const PRODUCER_SIGNATURE = 'producer_signature';

/**
 * A producer. A seller may write for itself; a service of the platform for every seller, because it has
 * authenticated the seller.
 */
export interface Producer {
  readonly kind: 'seller' | 'service';
  readonly name: string;
}

/** Root keys by key id. There are several while one replaces another; signatures of each are accepted. */
export type RootKeys = ReadonlyMap<string, KeyObject>;

/** A producer's key as text, `v1:<key id>:<kind>:<name>:<64 hex digits>`, as in its file. */
export type ProducerSigningKey = string;

const ROOT_KEY = /^([A-Za-z0-9_-]{1,32}):([0-9a-f]{64})$/;
const SIGNING_KEY = /^(v1:[A-Za-z0-9_-]{1,32}:(?:seller|service):[^:\s]{1,768}):([0-9a-f]{64})$/;

/**
 * Parses root keys, one `<key id>:<64 hex digits>` per line. Throws with the line's number, never with its
 * content.
 */
export function parseRootKeys(text: string): RootKeys {
  const lines = text.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw new Error('there is no root key');
  return new Map(
    lines.map((line, index) => {
      const [, key_id, hex] = ROOT_KEY.exec(line) ?? [];
      if (key_id === undefined || hex === undefined)
        throw new Error(`line ${index + 1} is no root key: <key id>:<64 hex digits>`);
      return [key_id, createSecretKey(hex, 'hex')];
    }),
  );
}

/**
 * Derives a producer's key (32 bytes). Its holder cannot compute the root key or another producer's key from
 * it.
 */
export function derivedKey(root: KeyObject, producer: Producer): Buffer {
  return createHmac('sha256', root)
    .update(`stockproof producer v1\0${producer.kind}\0${producer.name}`)
    .digest();
}

/**
 * Returns the key to give to a producer, derived from the root key `key_id`. Throws if that root is unknown.
 */
export function signingKey(roots: RootKeys, key_id: string, producer: Producer): ProducerSigningKey {
  const root = roots.get(key_id);
  if (root === undefined) throw new Error(`there is no root key ${key_id}`);
  return `v1:${key_id}:${producer.kind}:${encodeURIComponent(producer.name)}:${derivedKey(root, producer).toString('hex')}`;
}

/** Parses a signing key. Throws if it is not valid, without its content. */
export function parseSigningKey(text: string): { readonly who: string; readonly secret: KeyObject } {
  const [, who, hex] = SIGNING_KEY.exec(text.trim()) ?? [];
  if (who === undefined || hex === undefined)
    throw new Error('this is no signing key: v1:<key id>:<seller or service>:<name>:<64 hex digits>');
  return { who, secret: createSecretKey(hex, 'hex') };
}

/**
 * Creates the function that signs a message's value and returns the headers to send with it. The same value
 * always has the same signature. Throws if the key is not valid.
 */
export function producerSigner(
  key: ProducerSigningKey,
): (value: string | Buffer) => Readonly<Record<string, string>> {
  const { who, secret } = parseSigningKey(key);
  return (value) => ({
    [PRODUCER_SIGNATURE]: `${who}:${createHmac('sha256', secret).update(value).digest('hex')}`,
  });
}
