import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@stockproof/testing';
import { tokenOfLogin } from '../api/kept-login.js';
import { login, logout } from './login.js';

const home = mkdtempSync(join(tmpdir(), 'stockproof-login-'));
const tokenOf = (claims: object): string =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const tokenUntil = (exp: number): string => tokenOf({ exp });
/** Of the login that was begun last. */
let nonce: string | null = null;
const asked: URLSearchParams[] = [];
let answers: { status: number; body: object }[] = [];
let base = '';

/** An identity provider with only these two addresses. */
const provider = createServer((request, response) => {
  void text(request).then((body) => {
    const discovery = {
      issuer: base,
      authorization_endpoint: `${base}/auth`,
      token_endpoint: `${base}/token`,
    };
    if (request.url === '/token') asked.push(new URLSearchParams(body));
    const answer =
      request.url === '/token'
        ? withIdToken(answers.shift() ?? { status: 500, body: {} })
        : { status: 200, body: discovery };
    response
      .writeHead(answer.status, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer.body));
  });
});

const withIdToken = ({ status, body }: { status: number; body: object }) => ({
  status,
  body: { ...body, id_token: tokenOf({ iss: base, aud: 'stockproof-cli', nonce, exp: Date.now() }) },
});

beforeAll(async () => {
  await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  Object.assign(process.env, { STOCKPROOF_HOME: home, STOCKPROOF_OIDC_ISSUER: base });
});
afterAll(() => {
  provider.close();
  provider.closeAllConnections();
  rmSync(home, { recursive: true });
});
afterEach(() => void jest.restoreAllMocks());

/** Logs in; `answer` is what the browser returns besides the state. */
async function logIn(answer: Record<string, string>): Promise<{ url: URL; unexpected: number }> {
  const said: string[] = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  const done = login({ client: 'stockproof-cli', service: 'recovery' });
  const outcome = done.then(
    () => null,
    (error: unknown) => error,
  );
  const url = await eventually(async () => new URL(/https?:\S+/.exec(said.join('\n'))?.[0] ?? ''));
  nonce = url.searchParams.get('nonce');
  const back = (state: string): URL =>
    new URL(`${url.searchParams.get('redirect_uri')}?${new URLSearchParams({ ...answer, state })}`);
  const unexpected = (await fetch(back('another'))).status;
  await fetch(back(url.searchParams.get('state') ?? ''));
  const failed = await outcome;
  if (failed !== null) throw failed as Error;
  return { url, unexpected };
}

describe('stockproof login', () => {
  it('requests a code on loopback, uses its own secret for it, and stores the token readable by its owner alone', async () => {
    answers = [{ status: 200, body: { access_token: tokenUntil(2_000), refresh_token: 'r1' } }];
    const { url, unexpected } = await logIn({ code: 'c', iss: base });
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: 'stockproof-cli',
      resource: 'urn:stockproof:recovery',
      response_type: 'code',
      code_challenge_method: 'S256',
    });
    expect([unexpected, new URL(url.searchParams.get('redirect_uri') ?? '').hostname]).toEqual([
      404,
      '127.0.0.1',
    ]);
    expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      code: 'c',
      code_verifier: expect.stringMatching(/^[\w-]{43}$/),
      resource: 'urn:stockproof:recovery',
    });
    expect(statSync(join(home, 'login.json')).mode & 0o777).toBe(0o600);
    expect(await tokenOfLogin(home, 1_900_000)).toBe(tokenUntil(2_000));
  });

  it('refreshes, each time with the newest token, until the provider refuses', async () => {
    answers = [
      { status: 200, body: { access_token: tokenUntil(5_000), refresh_token: 'r2' } },
      { status: 400, body: { error: 'invalid_grant' } },
    ];
    expect([await tokenOfLogin(home, 1_950_000), asked.at(-1)?.get('refresh_token')]).toEqual([
      tokenUntil(5_000),
      'r1',
    ]);
    await expect(tokenOfLogin(home, 5_000_000)).rejects.toThrow(/the login is over: `stockproof login`/);
    expect(asked.at(-1)?.get('refresh_token')).toBe('r2');
    await logout();
    expect(await tokenOfLogin(home, 5_000_000)).toBeNull();
  });

  it.each([
    ['a refusal', { error: 'access_denied' }, /refused: access_denied/],
    ['a code of another provider', { code: 'c', iss: 'https://elsewhere.example' }, /another provider/],
  ])('handles %s', async (_what, answer: Record<string, string>, says) => {
    await expect(logIn(answer)).rejects.toThrow(says);
    expect(await tokenOfLogin(home, 0)).toBeNull();
  });
});
