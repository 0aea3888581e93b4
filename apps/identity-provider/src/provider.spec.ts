import { scryptSync } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  beginLogin,
  finishLogin,
  logInByForm,
  type OidcClient,
  refreshTokens,
} from '@stockproof/oidc-client';
import { eventually, recordingMeter, securityRecords } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import {
  createRemoteJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  jwtVerify,
} from 'jose';
import { listen } from './listen.js';

const home = mkdtempSync(join(tmpdir(), 'stockproof-identity-'));
const PASSWORD = 'correct horse';
const ROLES = ['viewer', 'approver'];
const said: unknown[] = [];
const security = securityRecords();
let base = '';
let running: Awaited<ReturnType<typeof listen>>;

async function putKeys(...kids: string[]): Promise<void> {
  const keys = await Promise.all(
    kids.map(async (kid) => ({
      ...(await exportJWK((await generateKeyPair('ES256', { extractable: true })).privateKey)),
      kid,
      alg: 'ES256',
      use: 'sig',
    })),
  );
  writeFileSync(join(home, 'keys.new'), JSON.stringify({ keys }));
  renameSync(join(home, 'keys.new'), join(home, 'keys.json'));
}

function putAccounts(...names: string[]): void {
  const salt = '11'.repeat(16);
  const hash = scryptSync(PASSWORD, Buffer.from(salt, 'hex'), 64).toString('hex');
  writeFileSync(
    join(home, 'accounts.json'),
    JSON.stringify(
      names.map((name) => ({ name, roles: ROLES, audiences: ['ingestion', 'recovery'], salt, hash })),
    ),
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

const client = (more: Partial<OidcClient> = {}): OidcClient => ({
  provider_url: base,
  client_id: 'stockproof-cli',
  redirect_uri: 'http://127.0.0.1:5999/callback',
  resource: 'urn:stockproof:services',
  ...more,
});

beforeAll(async () => {
  await putKeys('first');
  putAccounts('grace');
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  Object.assign(process.env, {
    STOCKPROOF_IDENTITY_PORT: String(port),
    STOCKPROOF_OIDC_ISSUER: base,
    STOCKPROOF_MAX_LOGIN_FAILURES: '5',
    STOCKPROOF_IDENTITY_ACCOUNTS_FILE: join(home, 'accounts.json'),
    STOCKPROOF_IDENTITY_KEYS_FILE: join(home, 'keys.json'),
    STOCKPROOF_IDENTITY_CONSOLE_URLS: 'https://console.example/back',
  });
  const say = (...what: unknown[]): void => void said.push(what);
  const logger = partOf<Parameters<typeof listen>[0]>({ info: say, warn: say, error: say });
  const telemetry = partOf<Parameters<typeof listen>[1]>({
    meter: recordingMeter().meter,
    shutdown: () => Promise.resolve(),
  });
  running = await listen(logger, telemetry, { ...security, close: () => Promise.resolve() });
});
afterAll(async () => {
  await running.stop();
  rmSync(home, { recursive: true });
});

describe('a person who logs in', () => {
  it('gets a token valid for an hour for its services, with its roles and no others', async () => {
    const { access_token } = await logInByForm(client(), 'grace', PASSWORD);
    const { payload, protectedHeader } = await jwtVerify(
      access_token,
      createRemoteJWKSet(new URL(`${base}/jwks`)),
    );
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'first', typ: 'at+jwt' });
    expect(payload).toMatchObject({
      iss: base,
      sub: 'grace',
      aud: ['ingestion', 'recovery'],
      roles: ROLES,
      jti: expect.any(String),
      sid: expect.any(String),
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3_600);
    expect(payload).not.toHaveProperty('of_all');
  });

  it('may reach the provider by another name than its issuer’s, as set-up does in compose', async () => {
    const { access_token } = await logInByForm(
      client({ provider_url: base.replace('127.0.0.1', 'localhost') }),
      'grace',
      PASSWORD,
    );
    expect(decodeJwt(access_token)).toMatchObject({ iss: base, sub: 'grace' });
  });

  it('gets a token for one service if that is requested', async () => {
    const { access_token } = await logInByForm(
      client({ resource: 'urn:stockproof:recovery' }),
      'grace',
      PASSWORD,
    );
    expect(decodeJwt(access_token)).toMatchObject({ aud: 'recovery', roles: ROLES });
    await expect(logInByForm(client({ resource: 'urn:elsewhere:x' }), 'grace', PASSWORD)).rejects.toThrow(
      /invalid_target|refused/,
    );
  });

  it('continues by refresh, each refresh token once', async () => {
    const first = await logInByForm(client(), 'grace', PASSWORD);
    const second = await refreshTokens(client(), first.refresh_token ?? '');
    expect(decodeJwt(second.access_token)).toMatchObject({
      sub: 'grace',
      sid: decodeJwt(first.access_token)['sid'],
      aud: ['ingestion', 'recovery'],
    });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    // Used again it is stolen: the login ends.
    await expect(refreshTokens(client(), first.refresh_token ?? '')).rejects.toThrow(/invalid_grant/);
    await expect(refreshTokens(client(), second.refresh_token ?? '')).rejects.toThrow(/invalid_grant/);
  });

  it('who is logged in here is asked to confirm, because any local program could ask', async () => {
    const cookies = new Map<string, string>();
    await codeFor((await beginLogin(client())).url, cookies);
    const shown = (): { cookie: string } => ({
      cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
    });
    const begun = await fetch((await beginLogin(client())).url, { redirect: 'manual', headers: shown() });
    keep(begun, cookies);
    const at = new URL(begun.headers.get('location') ?? '', base);
    expect(at.pathname).toMatch(/^\/interaction\//);
    const page = await (await fetch(at, { headers: shown() })).text();
    expect([page.includes('Continue as grace'), page.includes('password')]).toEqual([true, false]);
    const pending = await beginLogin(client());
    const { access_token } = await finishLogin(
      client(),
      pending,
      (await codeFor(pending.url, cookies, {})).searchParams,
    );
    expect(decodeJwt(access_token)).toMatchObject({ sub: 'grace' });
  });

  it('cannot refresh after the account was removed', async () => {
    const { refresh_token } = await logInByForm(client(), 'grace', PASSWORD);
    putAccounts('heidi');
    await expect(refreshTokens(client(), refresh_token ?? '')).rejects.toThrow(/no token/);
    await expect(logInByForm(client(), 'grace', PASSWORD)).rejects.toMatchObject({ status: 401 });
    putAccounts('grace');
  });

  it('gets a token that names its key; a new first key in the file signs from then on, and the former one is still published', async () => {
    await putKeys('second', 'first');
    await eventually(async () => {
      const { access_token } = await logInByForm(client(), 'grace', PASSWORD);
      expect(decodeProtectedHeader(access_token).kid).toBe('second');
    });
    const { keys } = (await (await fetch(`${base}/jwks`)).json()) as { keys: { kid: string; d?: string }[] };
    expect(keys.map(({ kid, d }) => [kid, d])).toEqual([
      ['second', undefined],
      ['first', undefined],
    ]);
  });
});

describe('no token is issued', () => {
  it('for a code without the secret of its requester', async () => {
    const pending = await beginLogin(client());
    const other = { ...pending, verifier: 'x'.repeat(43) };
    const url = await codeFor(pending.url);
    await expect(finishLogin(client(), { ...pending, state: 'other' }, url.searchParams)).rejects.toThrow(
      /another login/,
    );
    await expect(finishLogin(client(), other, url.searchParams)).rejects.toThrow(/invalid_grant/);
  });

  it.each([
    ['https://console.example', 'https://console.example'],
    ['https://evil.example', null],
  ])('to a page of %s: %p', async (origin, allowed) => {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: 'x',
      client_id: 'stockproof-console',
    });
    const answer = await fetch(`${base}/token`, { method: 'POST', body, headers: { origin } });
    expect([answer.ok, answer.headers.get('access-control-allow-origin')]).toEqual([false, allowed]);
  });

  it.each<[string, (url: URL) => void]>([
    [
      'without PKCE',
      (url) => ['code_challenge', 'code_challenge_method'].forEach((name) => url.searchParams.delete(name)),
    ],
    ['with a challenge that is no digest', (url) => url.searchParams.set('code_challenge_method', 'plain')],
    ['sent to another host', (url) => url.searchParams.set('redirect_uri', 'http://evil.example/callback')],
    ['sent to another path', (url) => url.searchParams.set('redirect_uri', 'http://127.0.0.1:5999/other')],
    ['of the console, sent to loopback', (url) => url.searchParams.set('client_id', 'stockproof-console')],
    ['of a client that nobody knows', (url) => url.searchParams.set('client_id', 'other')],
    ['in the address, without a code', (url) => url.searchParams.set('response_type', 'token')],
  ])('%s', async (_what, change) => {
    const url = new URL((await beginLogin(client())).url);
    change(url);
    const answer = await fetch(url, { redirect: 'manual' });
    const location = answer.headers.get('location');
    // A refusal is shown, or told to the client's own address; nobody is asked to log in.
    expect([
      answer.status === 400 || /^http:\/\/127\.0\.0\.1:5999\/callback[?#]error=/.test(location ?? ''),
      location?.includes('evil') ?? false,
    ]).toEqual([true, false]);
  });
});

describe('the login page', () => {
  it('is bound to one browser, loads nothing, and submits only to itself and its client', async () => {
    const { page, cookies } = await openPage();
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).not.toMatch(/<script|<style|src=|http:/);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self' http://127.0.0.1:5999",
    );
    expect([
      page.headers.get('x-frame-options'),
      page.headers.get('x-content-type-options'),
      page.headers.get('cache-control'),
    ]).toEqual(['DENY', 'nosniff', 'no-store']);
    for (const cookie of cookies) expect(cookie).toMatch(/httponly/i);
    for (const cookie of cookies) expect(cookie).toMatch(/samesite=lax/i);
    const stranger = await fetch(page.url);
    expect(stranger.status).toBe(400);
  });

  it.each<[string, Record<string, string>, string, number]>([
    ['from another site', { 'sec-fetch-site': 'cross-site' }, 'name=grace&password=correct+horse', 403],
    ['that is no form', { 'content-type': 'application/json' }, '{}', 400],
    ['that is too long', {}, `name=${'x'.repeat(5_000)}`, 400],
    ['without a password', {}, 'name=grace', 401],
    ['of nobody', {}, 'name=nobody&password=correct+horse', 401],
  ])('accepts no answer %s', async (_what, headers, body, status) => {
    const { page, cookie } = await openPage();
    const answer = await fetch(page.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, ...headers },
      body,
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([status, null]);
  });

  it('checks no more passwords after some wrong ones, but admits users who were logged in before; no password is logged', async () => {
    await logInByForm(client(), 'grace', PASSWORD);
    const statuses: number[] = [];
    for (let index = 0; index < 8; index += 1)
      await logInByForm(client(), 'grace', `guess-${index}`).catch(({ status }: { status: number }) =>
        statuses.push(status),
      );
    expect([statuses.includes(401), statuses.at(-1)]).toEqual([true, 429]);
    await logInByForm(client(), 'grace', PASSWORD);
    expect(JSON.stringify(said)).toContain('"outcome":"throttled"');
    const recorded = security.events.filter(({ actor }) => actor === 'operator grace');
    expect(new Set(recorded.map(({ outcome }) => outcome))).toEqual(new Set(['done', 'refused']));
    said.push(security.events);
    for (const secret of ['guess-', PASSWORD, 'eyJ', ...signingSecrets()])
      expect(JSON.stringify(said)).not.toContain(secret);
  });
});

function signingSecrets(): string[] {
  return (JSON.parse(readFileSync(join(home, 'keys.json'), 'utf8')) as { keys: { d: string }[] }).keys.map(
    ({ d }) => d,
  );
}

async function openPage() {
  const begun = await fetch((await beginLogin(client())).url, { redirect: 'manual' });
  const cookies = begun.headers.getSetCookie();
  const cookie = cookies.map((one) => one.split(';')[0]).join('; ');
  const page = await fetch(new URL(begun.headers.get('location') ?? '', base), { headers: { cookie } });
  return { page, cookies, cookie };
}

/** Where a browser with these cookies would be sent with a code for the login that begins at this address. */
async function codeFor(
  url: string,
  cookies = new Map<string, string>(),
  fields: Record<string, string> = { name: 'grace', password: PASSWORD },
): Promise<URL> {
  let [next, body]: [URL, string | null] = [new URL(url), null];
  while (next.pathname !== '/callback') {
    const answer: Response = await fetch(next, {
      redirect: 'manual',
      headers: {
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        'content-type': 'application/x-www-form-urlencoded',
      },
      ...(body === null ? {} : { method: 'POST', body }),
    });
    keep(answer, cookies);
    next = new URL(answer.headers.get('location') ?? '', next);
    body = next.pathname.startsWith('/interaction/') ? new URLSearchParams(fields).toString() : null;
  }
  return next;
}

function keep(answer: Response, cookies: Map<string, string>): void {
  for (const cookie of answer.headers.getSetCookie())
    cookies.set(...(cookie.split(';')[0]?.split(/=(.*)/).slice(0, 2) as [string, string]));
}
