import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkSignature } from './check-signature.js';
import { parseRootKeys, parseSigningKey, type Producer, producerSigner, signingKey } from './producer-key.js';

const ROOTS = parseRootKeys(`1:${'a'.repeat(64)}\n2:${'b'.repeat(64)}\n`);
const check = checkSignature(ROOTS);
const VALUE = '{"event_id":"e-1"}';
const INGESTION: Producer = { kind: 'service', name: 'ingestion' };
const ANN: Producer = { kind: 'seller', name: 'ann' };

/** Signs a value under this root; `change` is what somebody does to the header on the way. */
function header(
  producer: Producer,
  { key_id = '1', value = VALUE, change = (text: string) => text } = {},
): Record<string, string> {
  const { producer_signature = '' } = producerSigner(signingKey(ROOTS, key_id, producer))(value);
  return { producer_signature: change(producer_signature) };
}

describe('the producer of a message', () => {
  it.each<[string, Record<string, string>, string, string]>([
    ['a seller for itself', header(ANN), 'ann', 'ok'],
    ['a seller for another', header(ANN), 'ben', 'seller_mismatch'],
    ['a service for any seller', header(INGESTION), 'ann', 'ok'],
    ['under an older root that still stands', header(ANN, { key_id: '2' }), 'ann', 'ok'],
    ['nobody', {}, 'ann', 'unsigned'],
    ['an empty header', { producer_signature: '' }, 'ann', 'bad_signature'],
    ['the signature of another value', header(ANN, { value: `${VALUE} ` }), 'ann', 'bad_signature'],
    [
      'a root that is not known',
      header(ANN, { change: (text) => text.replace('v1:1:', 'v1:3:') }),
      'ann',
      'bad_signature',
    ],
    [
      'a root that is known, not the one it was signed under',
      header(ANN, { change: (text) => text.replace('v1:1:', 'v1:2:') }),
      'ann',
      'bad_signature',
    ],
    [
      'another name than the signer’s',
      header(ANN, { change: (text) => text.replace(':ann:', ':ben:') }),
      'ben',
      'bad_signature',
    ],
    [
      'a seller as a service',
      header(
        { kind: 'seller', name: 'ingestion' },
        { change: (text) => text.replace(':seller:', ':service:') },
      ),
      'ann',
      'bad_signature',
    ],
    [
      'a kind that is none',
      header(ANN, { change: (text) => text.replace(':seller:', ':operator:') }),
      'ann',
      'bad_signature',
    ],
    ['another version', header(ANN, { change: (text) => text.replace('v1', 'v2') }), 'ann', 'bad_signature'],
    ['a signature cut short', header(ANN, { change: (text) => text.slice(0, -1) }), 'ann', 'bad_signature'],
    ['one more digit', header(ANN, { change: (text) => `${text}0` }), 'ann', 'bad_signature'],
    [
      'a name that is not percent-encoding',
      header(ANN, { change: (text) => text.replace(':ann:', ':%E0%A4:') }),
      'ann',
      'bad_signature',
    ],
  ])('%s', (_name, headers, seller_id, expected) => {
    const checked = check(headers, Buffer.from(VALUE), seller_id);
    expect(checked.ok ? 'ok' : checked.reason).toBe(expected);
    if (!checked.ok) expect(checked.detail).not.toMatch(/[0-9a-f]{64}/);
  });

  it('is verified for every name and value, and for no other name or value', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 64 })
      .filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(
        name,
        name,
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 200 }),
        (mine, other, value, changed) => {
          const headers = producerSigner(signingKey(ROOTS, '2', { kind: 'seller', name: mine }))(
            Buffer.from(value),
          );
          expect(check(headers, Buffer.from(value), mine)).toEqual({
            ok: true,
            producer: { kind: 'seller', name: mine },
          });
          expect(check(headers, Buffer.from(value), other).ok).toBe(other === mine);
          expect(check(headers, Buffer.from(changed), mine).ok).toBe(Buffer.from(value).equals(changed));
        },
      ),
    );
  });

  it('is verified after more producers than the cache holds', () => {
    for (let at = 0; at < 10_001; at += 1)
      check({ producer_signature: `v1:1:seller:s-${at}:${'0'.repeat(64)}` }, Buffer.from(VALUE), 'ann');
    expect(check(header(ANN), Buffer.from(VALUE), 'ann').ok).toBe(true);
  });

  it('has the signature that openssl makes of key and value', () => {
    const key = signingKey(ROOTS, '1', ANN);
    const mac = createHmac('sha256', Buffer.from(key.slice(key.lastIndexOf(':') + 1), 'hex'))
      .update(VALUE)
      .digest('hex');
    expect(header(ANN)['producer_signature']).toBe(`${key.slice(0, key.lastIndexOf(':'))}:${mac}`);
  });

  it.each(['', '1', '1:', `1:${'A'.repeat(64)}`, `1:${'a'.repeat(63)}`, `a b:${'a'.repeat(64)}`])(
    'has no root key from %j, which is not repeated',
    (text) => {
      expect(() => parseRootKeys(text)).toThrow(/root key/);
      expect(() => parseRootKeys(text)).not.toThrow(/aaaa|AAAA/);
    },
  );

  it.each(['', 'v1:1:seller:ann', `v1:1:buyer:ann:${'a'.repeat(64)}`, `v2:1:seller:ann:${'a'.repeat(64)}`])(
    'has no signing key from %j',
    (text) => {
      expect(() => parseSigningKey(text)).toThrow(/no signing key/);
    },
  );

  it('may have a key file that ends with a newline, and no key under an unknown root', () => {
    expect(parseSigningKey(`${signingKey(ROOTS, '1', ANN)}\n`).who).toBe('v1:1:seller:ann');
    expect(() => signingKey(ROOTS, '9', ANN)).toThrow('there is no root key 9');
    expect(signingKey(parseRootKeys(`x:${randomBytes(32).toString('hex')}`), 'x', ANN)).not.toBe(
      signingKey(ROOTS, '1', ANN),
    );
  });
});
