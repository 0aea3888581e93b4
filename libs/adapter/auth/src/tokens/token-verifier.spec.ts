import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { keysOfFile } from './key-sets.js';
import type { Principal } from '../principal.js';
import type { RevocableClaims } from './revocations.js';
import { createTokenSigner } from './token-signer.js';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
type Claims = Readonly<Record<string, unknown>>;

const ISSUER = 'https://login.example';
const inSeconds = (s: number) => Math.floor(Date.now() / 1_000) + s;
const ours = (more: Claims = {}): Claims => ({
  sub: 'recovery',
  iss: 'stockproof',
  aud: 'ingestion',
  iat: inSeconds(0),
  exp: inSeconds(60),
  ...more,
});
const theirs = (more: Claims = {}): Claims => ({
  sub: 'grace',
  roles: ['viewer'],
  iss: ISSUER,
  aud: ['recovery', 'ingestion'],
  iat: inSeconds(0),
  exp: inSeconds(60),
  ...more,
});
const without = (claims: Claims, ...names: string[]) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => !names.includes(name)));

const home = mkdtempSync(join(tmpdir(), 'stockproof-tokens-'));
const keys: Record<string, Keys> = {};
const services: JWK[] = [];
const asked: RevocableClaims[] = [];
let revoked = (_claims: RevocableClaims): boolean => false;
let verify: TokenVerifier;

/** Puts another set of keys in the place of a file, whole. */
function publish(file: string, set: readonly JWK[]): void {
  writeFileSync(join(home, `${file}.new`), JSON.stringify({ keys: set }));
  renameSync(join(home, `${file}.new`), join(home, file));
}

beforeAll(async () => {
  for (const kid of ['ops', 'ops2', 'rec', 'old', 'stranger'])
    keys[kid] = await generateKeyPair('EdDSA', { extractable: true });
  const publicKey = async (kid: string, more: object = {}) => ({
    ...(await exportJWK((keys[kid] as Keys).publicKey)),
    kid,
    alg: 'EdDSA',
    ...more,
  });
  services.push(
    await publicKey('rec', { stockproof_principal: 'service:recovery' }),
    await publicKey('old', { stockproof_principal: 'operator' }),
  );
  publish('services.json', services);
  publish('issuer.json', [await publicKey('ops')]);
  writeFileSync(
    join(home, 'rec.json'),
    JSON.stringify({ ...(await exportJWK((keys['rec'] as Keys).privateKey)), kid: 'rec', alg: 'EdDSA' }),
  );
  verify = verifier();
});
afterAll(() => rmSync(home, { recursive: true }));

function verifier(): TokenVerifier {
  const isRevoked = async (claims: RevocableClaims): Promise<boolean> => {
    asked.push(claims);
    return revoked(claims);
  };
  return createTokenVerifier(
    {
      issuer: ISSUER,
      audience: 'ingestion',
      claims: { roles: 'roles', seller: 'seller_id' },
      keys: keysOfFile(join(home, 'issuer.json')),
      isRevoked,
    },
    { name: 'ingestion', keys: keysOfFile(join(home, 'services.json')) },
  );
}

const sign = (by: string, kid: string, claims: Claims) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid }).sign((keys[by] as Keys).privateKey);
const grace: Principal = { kind: 'operator', name: 'grace', roles: ['viewer'] };
const recovery: Principal = { kind: 'service', name: 'recovery' };

describe('tokens', () => {
  it.each<[string, string, string, () => Claims, Principal | null]>([
    ['an operator', 'ops', 'ops', () => theirs(), grace],
    ['an operator, for this service alone', 'ops', 'ops', () => theirs({ aud: 'ingestion' }), grace],
    ['an operator without a role', 'ops', 'ops', () => without(theirs(), 'roles'), { ...grace, roles: [] }],
    ['an operator with odd roles', 'ops', 'ops', () => theirs({ roles: ['viewer', 7, null] }), grace],
    [
      'a person of a seller',
      'ops',
      'ops',
      () => theirs({ roles: ['seller'], seller_id: 's-1' }),
      { kind: 'seller', seller_id: 's-1', person: 'grace' },
    ],
    ['a person of no seller', 'ops', 'ops', () => theirs({ roles: ['seller'] }), null],
    ['an operator, for another service', 'ops', 'ops', () => theirs({ aud: ['recovery'] }), null],
    ['an operator, for nobody', 'ops', 'ops', () => without(theirs(), 'aud'), null],
    ['an hour', 'ops', 'ops', () => theirs({ exp: inSeconds(3_600) }), grace],
    ['more than an hour', 'ops', 'ops', () => theirs({ exp: inSeconds(3_602) }), null],
    [
      'more than an hour, of which less is left',
      'ops',
      'ops',
      () => theirs({ iat: inSeconds(-7_000), exp: inSeconds(60) }),
      null,
    ],
    ['one that has expired', 'ops', 'ops', () => theirs({ iat: inSeconds(-60), exp: inSeconds(-1) }), null],
    ['one that never expires', 'ops', 'ops', () => without(theirs(), 'exp'), null],
    ['one of no time', 'ops', 'ops', () => without(theirs(), 'iat'), null],
    [
      'a clock that is a little ahead',
      'ops',
      'ops',
      () => theirs({ iat: inSeconds(3), nbf: inSeconds(3) }),
      grace,
    ],
    ['one that was made in the future', 'ops', 'ops', () => theirs({ iat: inSeconds(30) }), null],
    ['one that is not valid yet', 'ops', 'ops', () => theirs({ nbf: inSeconds(30) }), null],
    ['nobody’s name', 'ops', 'ops', () => without(theirs(), 'sub'), null],
    ['an empty name', 'ops', 'ops', () => theirs({ sub: '' }), null],
    ['another issuer', 'ops', 'ops', () => theirs({ iss: 'https://elsewhere.example' }), null],
    ['no issuer', 'ops', 'ops', () => without(theirs(), 'iss'), null],
    ['a signature of a stranger', 'stranger', 'ops', () => theirs(), null],
    ['an unknown key', 'ops', 'nobody', () => theirs(), null],
    ['a service', 'rec', 'rec', () => ours(), recovery],
    ['a service that calls itself another', 'rec', 'rec', () => ours({ sub: 'ingestion' }), null],
    ['a service, for another service', 'rec', 'rec', () => ours({ aud: 'command-handler' }), null],
    ['a service, for nobody', 'rec', 'rec', () => without(ours(), 'aud'), null],
    [
      'a service that calls itself an operator',
      'rec',
      'rec',
      () => ours({ sub: 'grace', roles: ['admin'] }),
      null,
    ],
    ['a service that signs for the issuer', 'rec', 'rec', () => theirs(), null],
    ['an issuer that signs for a service', 'ops', 'ops', () => ours(), null],
    [
      'a key of an earlier version, for operators',
      'old',
      'old',
      () => ours({ sub: 'grace', roles: ['admin'] }),
      null,
    ],
  ])('of %s', async (_name, by, kid, claims, principal) =>
    expect(await verify(await sign(by, kid, claims()))).toEqual(principal),
  );

  it.each([
    ['no token', () => 'x.y.z'],
    ['one without a signature', () => `${part({ alg: 'none' })}.${part(theirs())}.`],
    [
      'one signed with the public key as a secret',
      () => `${part({ alg: 'HS256', kid: 'ops' })}.${part(theirs())}.AAAA`,
    ],
  ])('are not accepted: %s', async (_name, token) => expect(await verify(token())).toBeNull());

  it('of operators are looked up among the revoked ones last; those of services are not', async () => {
    asked.length = 0;
    revoked = ({ jti }) => jti === 'stolen';
    expect(await verify(await sign('ops', 'ops', theirs({ jti: 'stolen', sid: 's' })))).toBeNull();
    expect(await verify(await sign('ops', 'ops', theirs({ jti: 'other' })))).toEqual(grace);
    expect(await verify(await sign('stranger', 'ops', theirs({ jti: 'forged' })))).toBeNull();
    expect(await verify(await sign('rec', 'rec', ours({ jti: 'stolen' })))).toEqual(recovery);
    expect(asked).toEqual([
      { sub: 'grace', jti: 'stolen', sid: 's', iat: expect.any(Number) },
      { sub: 'grace', jti: 'other', iat: expect.any(Number) },
    ]);
    revoked = () => false;
  });

  it('signed by a service are recognised as its own, for one service and a minute', async () => {
    const token = await createTokenSigner('recovery', join(home, 'rec.json'))('ingestion');
    expect(await verify(token)).toEqual(recovery);
    expect(
      await verify(await createTokenSigner('recovery', join(home, 'rec.json'))('reservation')),
    ).toBeNull();
    // A stolen one is of no use after a minute.
    const { iat = 0, exp = 0 } = decodeJwt(token);
    expect([exp - iat, Math.abs(iat - Date.now() / 1_000) < 30]).toEqual([60, true]);
  });
});

describe('keys replaced while the service runs', () => {
  it.each<[string, string, () => Claims, string, Principal]>([
    ['the issuer’s', 'issuer.json', () => theirs(), 'ops', grace],
    ['the services’', 'services.json', () => ours(), 'rec', recovery],
  ])(
    '%s: a new one is accepted after a second, an old one refused within a minute',
    async (_whose, file, claims, old, principal) => {
      const now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
      try {
        const check = verifier();
        expect(await check(await sign(old, old, claims()))).toEqual(principal);
        const next = {
          ...(await exportJWK((keys['ops2'] as Keys).publicKey)),
          kid: 'ops2',
          alg: 'EdDSA',
          stockproof_principal: 'service:recovery',
        };
        publish(file, [next]);
        now.mockReturnValue(1_001_001);
        expect(await check(await sign('ops2', 'ops2', claims()))).toEqual(principal);
        now.mockReturnValue(1_060_000);
        expect(await check(await sign(old, old, claims()))).toBeNull();
        // Half a file is no set of keys: the last one serves, and after a minute nobody does.
        writeFileSync(join(home, file), '{"keys": [');
        now.mockReturnValue(1_110_000);
        expect(await check(await sign('ops2', 'ops2', claims()))).toEqual(principal);
        now.mockReturnValue(1_130_000);
        await expect(check(await sign('ops2', 'ops2', claims()))).rejects.toMatchObject({
          status: 503,
          code: 'credentials_unavailable',
        });
      } finally {
        now.mockRestore();
      }
    },
  );
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
