import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** The header that says who wrote a message. */
export const PRODUCER_SIGNATURE = 'producer_signature';

/** A seller speaks for itself; a service of the platform has asked who the seller is, and speaks for each. */
export interface Producer {
  readonly kind: 'seller' | 'service';
  readonly name: string;
}

/** By key id. Several at once while one replaces another; a signature under any of them is taken. */
export type RootKeys = ReadonlyMap<string, KeyObject>;

/** One producer's key in its text form, `v1:<key id>:<kind>:<name>:<64 hex digits>`: what its file holds. */
export type ProducerSigningKey = string;

const ROOT_KEY = /^([A-Za-z0-9_-]{1,32}):([0-9a-f]{64})$/;
const SIGNING_KEY = /^(v1:[A-Za-z0-9_-]{1,32}:(?:seller|service):[^:\s]{1,768}):([0-9a-f]{64})$/;

/** Reads root keys, one `<key id>:<64 hex digits>` a line. Throws with the line's number, never with what it holds. */
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

/** A producer's own key of 32 bytes: nobody who holds it can find the root or another producer's. */
export function derivedKey(root: KeyObject, producer: Producer): Buffer {
  return createHmac('sha256', root)
    .update(`stockproof producer v1\0${producer.kind}\0${producer.name}`)
    .digest();
}

/** The key to hand to a producer, under this root. */
export function signingKey(roots: RootKeys, key_id: string, producer: Producer): ProducerSigningKey {
  const root = roots.get(key_id);
  if (root === undefined) throw new Error(`there is no root key ${key_id}`);
  return `v1:${key_id}:${producer.kind}:${encodeURIComponent(producer.name)}:${derivedKey(root, producer).toString('hex')}`;
}

/** Takes a signing key apart. Throws, without saying what the text holds. */
export function parseSigningKey(text: string): { readonly who: string; readonly secret: KeyObject } {
  const [, who, hex] = SIGNING_KEY.exec(text.trim()) ?? [];
  if (who === undefined || hex === undefined)
    throw new Error('this is no signing key: v1:<key id>:<seller or service>:<name>:<64 hex digits>');
  return { who, secret: createSecretKey(hex, 'hex') };
}

/** Signs a message's value: gives the headers to send with it. The same value has the same signature. */
export function producerSigner(
  key: ProducerSigningKey,
): (value: string | Buffer) => Readonly<Record<string, string>> {
  const { who, secret } = parseSigningKey(key);
  return (value) => ({
    [PRODUCER_SIGNATURE]: `${who}:${createHmac('sha256', secret).update(value).digest('hex')}`,
  });
}
