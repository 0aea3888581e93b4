import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Principal } from './principal.js';
import { createTokenSigner } from './token-signer.js';
import { createTokenVerifier, type TokenVerifier } from './token-verifier.js';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
type Claims = Readonly<Record<string, unknown>>;

const inSeconds = (s: number) => Math.floor(Date.now() / 1_000) + s;
const good = (): Claims => ({ sub: 'grace', roles: ['viewer'], iss: 'stockproof', aud: 'stockproof', exp: inSeconds(60) });
const without = (...names: string[]) => Object.fromEntries(Object.entries(good()).filter(([name]) => !names.includes(name)));

describe('tokens', () => {
  const home = mkdtempSync(join(tmpdir(), 'stockproof-tokens-'));
  const keys: Record<string, Keys> = {};
  let verify: TokenVerifier;

  beforeAll(async () => {
    const published = [];
    for (const [kid, speaks_for] of [['ops', 'operator'], ['rec', 'service:recovery'], ['old', undefined]] as const) {
      const pair = await generateKeyPair('EdDSA', { extractable: true });
      keys[kid] = pair;
      published.push({ ...(await exportJWK(pair.publicKey)), kid, alg: 'EdDSA', stockproof_principal: speaks_for });
      writeFileSync(join(home, `${kid}.json`), JSON.stringify({ ...(await exportJWK(pair.privateKey)), kid, alg: 'EdDSA' }));
    }
    keys['stranger'] = await generateKeyPair('EdDSA');
    writeFileSync(join(home, 'jwks.json'), JSON.stringify({ keys: published }));
    verify = createTokenVerifier(join(home, 'jwks.json'));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  const sign = (by: string, kid: string, claims: Claims) =>
    new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid }).sign((keys[by] as Keys).privateKey);

  it.each<[string, string, string, () => Claims, Principal | null]>([
    ['an operator', 'ops', 'ops', good, { kind: 'operator', name: 'grace', roles: ['viewer'] }],
    ['an operator without a role', 'ops', 'ops', () => without('roles'), { kind: 'operator', name: 'grace', roles: [] }],
    ['an operator with odd roles', 'ops', 'ops', () => ({ ...good(), roles: ['viewer', 7, null] }), { kind: 'operator', name: 'grace', roles: ['viewer'] }],
    ['a service', 'rec', 'rec', () => ({ ...good(), sub: 'recovery' }), { kind: 'service', name: 'recovery' }],
    ['a service that calls itself another', 'rec', 'rec', () => ({ ...good(), sub: 'ingestion' }), null],
    ['a service that calls itself an operator', 'rec', 'rec', good, null],
    ['a key that speaks for nobody', 'old', 'old', good, null],
    ['a signature of a stranger', 'stranger', 'ops', good, null],
    ['an unknown key', 'ops', 'nobody', good, null],
    ['one that has expired', 'ops', 'ops', () => ({ ...good(), exp: inSeconds(-1) }), null],
    ['one that never expires', 'ops', 'ops', () => without('exp'), null],
    ['nobody’s name', 'ops', 'ops', () => without('sub'), null],
    ['another issuer', 'ops', 'ops', () => ({ ...good(), iss: 'elsewhere' }), null],
    ['no issuer', 'ops', 'ops', () => without('iss'), null],
    ['another audience', 'ops', 'ops', () => ({ ...good(), aud: 'elsewhere' }), null],
    ['no audience', 'ops', 'ops', () => without('aud'), null],
  ])('of %s', async (_name, by, kid, claims, principal) => expect(await verify(await sign(by, kid, claims()))).toEqual(principal));

  it.each([
    ['no token', () => 'x.y.z'],
    ['one without a signature', () => `${part({ alg: 'none' })}.${part(good())}.`],
    ['one signed with the public key as a secret', () => `${part({ alg: 'HS256', kid: 'ops' })}.${part(good())}.AAAA`],
  ])('are not: %s', async (_name, token) => expect(await verify(token())).toBeNull());

  it('that a service signs are known to be its own', async () => {
    const signToken = createTokenSigner('recovery', join(home, 'rec.json'));
    const token = await signToken();
    expect(await verify(token)).toEqual({ kind: 'service', name: 'recovery' });
    // A stolen one is of no use after a minute.
    const { iat = 0, exp = 0 } = decodeJwt(token);
    expect([exp - iat, Math.abs(iat - Date.now() / 1_000) < 30]).toEqual([60, true]);
  });
});

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
