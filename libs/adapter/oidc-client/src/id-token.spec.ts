import { describe, expect, it } from '@jest/globals';
import { requireIdToken } from './id-token.js';

const EXPECTED = { issuer: 'https://id.example', client_id: 'console', nonce: 'n1', now_ms: 100_000 };
const GOOD = { iss: 'https://id.example', aud: 'console', nonce: 'n1', exp: 101 };
const tokenOf = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

describe('an ID token', () => {
  it.each<[string, object, RegExp | null]>([
    ['of this login', GOOD, null],
    ['for several, as the one who asked', { ...GOOD, aud: ['console', 'other'], azp: 'console' }, null],
    ['of another provider', { ...GOOD, iss: 'https://evil.example' }, /another provider/],
    ['for another client', { ...GOOD, aud: 'other' }, /another client/],
    [
      'for several, asked for by another',
      { ...GOOD, aud: ['console', 'other'], azp: 'other' },
      /another client/,
    ],
    ['of another login', { ...GOOD, nonce: 'n2' }, /another login/],
    ['without a nonce', { ...GOOD, nonce: undefined }, /another login/],
    ['that has expired', { ...GOOD, exp: 100 }, /expired/],
    ['without an end', { ...GOOD, exp: undefined }, /expired/],
  ])('%s', (_case, claims, refused) => {
    const check = (): void => requireIdToken(tokenOf(claims), EXPECTED);
    if (refused === null) expect(check).not.toThrow();
    else expect(check).toThrow(refused);
  });

  it('must be there', () => expect(() => requireIdToken(undefined, EXPECTED)).toThrow(/no ID token/));
});
