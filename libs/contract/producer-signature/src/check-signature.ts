import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { derivedKey, PRODUCER_SIGNATURE, type Producer, type RootKeys } from './producer-key.js';

/**
 * Why a message is not accepted from its producer. `seller_mismatch`: the signature is valid, but another
 * seller's. It becomes the reason of the dead letter. Metrics have one series for each.
 */
export const SIGNATURE_PROBLEMS = ['unsigned', 'bad_signature', 'seller_mismatch'] as const;

export type SignatureProblemCode = (typeof SIGNATURE_PROBLEMS)[number];

/** Whether the producer may write for the seller, and why not. */
export type Checked =
  | { readonly ok: true; readonly producer: Producer }
  | { readonly ok: false; readonly reason: SignatureProblemCode; readonly detail: string };

/** A seller's name has at most 64 characters of up to four bytes each, percent-encoded. */
const SIGNATURE = /^v1:([A-Za-z0-9_-]{1,32}):(seller|service):([^:\s]{1,768}):([0-9a-f]{64})$/;
/** Number of cached derived keys. */
const REMEMBERED = 10_000;

/**
 * Creates the function that checks a message's signature, and that its producer may write for `seller_id`. A
 * signature has no time: a copied message is a duplicate by its event id.
 */
export function checkSignature(
  roots: RootKeys,
): (headers: Readonly<Record<string, string>>, value: Buffer, seller_id: string) => Checked {
  const keys = new LRUCache<string, KeyObject>({ max: REMEMBERED });
  return (headers, value, seller_id) => {
    const text = headers[PRODUCER_SIGNATURE];
    if (text === undefined)
      return refused(
        'unsigned',
        `the message has no header ${PRODUCER_SIGNATURE}: nobody says that it is theirs`,
      );
    const [, key_id = '', kind, encoded = '', mac = ''] = SIGNATURE.exec(text) ?? [];
    const name = decoded(encoded);
    const root = roots.get(key_id);
    if ((kind !== 'seller' && kind !== 'service') || name === null || root === undefined) {
      return refused(
        'bad_signature',
        `the header ${PRODUCER_SIGNATURE} is no signature, or its key is not known`,
      );
    }
    const producer: Producer = { kind, name };
    const made = createHmac('sha256', keyOf(root, key_id, producer))
      .update(value)
      .digest();
    if (!timingSafeEqual(made, Buffer.from(mac, 'hex')))
      return refused('bad_signature', 'the signature is not that of this value under the key it names');
    if (kind === 'seller' && name !== seller_id) {
      return refused(
        'seller_mismatch',
        `the message was written by the seller ${name}, who cannot speak for ${seller_id}`,
      );
    }
    return { ok: true, producer };
  };

  function keyOf(root: KeyObject, key_id: string, producer: Producer): KeyObject {
    const id = `${key_id}:${producer.kind}:${producer.name}`;
    const known = keys.get(id);
    if (known !== undefined) return known;
    const key = createSecretKey(derivedKey(root, producer));
    keys.set(id, key);
    return key;
  }
}

function decoded(name: string): string | null {
  try {
    return name === '' ? null : decodeURIComponent(name);
  } catch {
    return null;
  }
}

function refused(reason: SignatureProblemCode, detail: string): Checked {
  return { ok: false, reason, detail };
}
