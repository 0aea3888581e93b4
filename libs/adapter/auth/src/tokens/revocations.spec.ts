import { describe, expect, it } from '@jest/globals';
import {
  isRevoked,
  type Revocation,
  type RevocableClaims,
  revocationCheck,
  remoteRevocations,
} from './revocations.js';

const AT = '2026-06-19T18:00:00.000Z';
const AT_S = Date.parse(AT) / 1_000;
const claims = (more: Partial<RevocableClaims> = {}): RevocableClaims => ({
  sub: 'ada',
  jti: 'j',
  sid: 's',
  iat: AT_S - 60,
  ...more,
});
const entry = (kind: Revocation['kind'], id: string): Revocation => ({ kind, id, revoked_at: AT });

describe('a token', () => {
  it.each<[string, RevocableClaims, Revocation, boolean]>([
    ['by its id', claims(), entry('token', 'j'), true],
    ['of another id', claims(), entry('token', 'k'), false],
    ['by its login', claims(), entry('session', 's'), true],
    ['by its login, whenever it was issued', claims({ iat: AT_S + 3_600 }), entry('session', 's'), true],
    ['of another login', claims({ sid: 't' }), entry('session', 's'), false],
    ['by its person', claims(), entry('subject', 'ada'), true],
    ['of another person', claims({ sub: 'grace' }), entry('subject', 'ada'), false],
    ['by its person, by a clock a little ahead', claims({ iat: AT_S + 4 }), entry('subject', 'ada'), true],
    ['of the person, issued since', claims({ iat: AT_S + 6 }), entry('subject', 'ada'), false],
    ['whose id is the name of a person', claims({ jti: 'ada', sub: 'eve' }), entry('subject', 'ada'), false],
    ['without an id or a login', { sub: 'ada', iat: AT_S }, entry('token', 'undefined'), false],
  ])('%s: %p', (_name, token, revocation, revoked) =>
    expect(isRevoked(token, [entry('token', 'other'), revocation])).toBe(revoked),
  );
});

describe('the list of revocations', () => {
  it('is at most three seconds old, is used for a minute while it is unavailable, and then nobody is admitted', async () => {
    let now_ms = 0;
    let list: readonly Revocation[] | null = [];
    const check = revocationCheck(
      async () => list ?? Promise.reject(new Error('away')),
      () => now_ms,
    );
    expect(await check(claims())).toBe(false);
    list = [entry('token', 'j')];
    now_ms = 3_000;
    expect(await check(claims())).toBe(false);
    now_ms = 3_001;
    expect(await check(claims())).toBe(true);
    list = null;
    now_ms = 63_001;
    expect([await check(claims()), await check(claims({ jti: 'k' }))]).toEqual([true, false]);
    now_ms = 63_002;
    await expect(check(claims({ jti: 'k' }))).rejects.toMatchObject({
      status: 503,
      code: 'credentials_unavailable',
    });
  });

  it('admits nobody if it cannot be read', async () => {
    const check = revocationCheck(remoteRevocations('http://127.0.0.1:1', async () => 'token'));
    await expect(check(claims())).rejects.toMatchObject({ status: 503 });
  });
});
