import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { keysOfIssuer, verifiedBy } from './key-sets.js';

describe('the keys of an issuer', () => {
  let base = '';
  let key: JWK;
  let token = '';
  const asked: string[] = [];
  const server = createServer(({ url = '' }, answer) => {
    asked.push(url);
    const answers: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: base, jwks_uri: `${base}/keys` },
      '/other/.well-known/openid-configuration': { issuer: base, jwks_uri: `${base}/keys` },
      '/keys': { keys: [key] },
    };
    answer
      .writeHead(answers[url] === undefined ? 404 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answers[url] ?? {}));
  });

  beforeAll(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pair = await generateKeyPair('ES256', { extractable: true });
    key = { ...(await exportJWK(pair.publicKey)), kid: 'one' };
    token = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(pair.privateKey);
  });
  afterAll(() => new Promise((done) => server.close(done)));

  it('are found by its discovery document, once for many tokens', async () => {
    asked.length = 0;
    const keys = keysOfIssuer(base, '');
    for (let index = 0; index < 3; index += 1)
      expect((await verifiedBy(keys, token, {})).payload).toMatchObject({ sub: 'ada' });
    expect(asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are found at a given address', async () => {
    asked.length = 0;
    expect(
      (await verifiedBy(keysOfIssuer('https://nowhere.example', `${base}/keys`), token, {})).payload,
    ).toMatchObject({ sub: 'ada' });
    expect(asked).toEqual(['/keys']);
  });

  it.each([
    ['a document of another issuer', () => keysOfIssuer(`${base}/other`, '')],
    ['no document', () => keysOfIssuer(`${base}/none`, '')],
    ['nobody there', () => keysOfIssuer('http://127.0.0.1:1', '')],
    ['no file', () => keysOfIssuer('https://nowhere.example', '/nowhere/keys.json')],
  ])('are not accepted from %s', async (_what, keys) => {
    await expect(verifiedBy(keys(), token, {})).rejects.toMatchObject({
      status: 503,
      code: 'credentials_unavailable',
    });
  });
});
