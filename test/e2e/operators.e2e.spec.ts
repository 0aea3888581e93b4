import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createTokenSigner } from '@stockproof/auth';
import { askControl, jwksFile, privateKeyFile, readPeople, rotateIssuerKey } from '@stockproof/embedded';
import { waitUntil } from '@stockproof/timing';
import { replaceFile } from '@stockproof/files';
import { logInByForm, refreshTokens } from '@stockproof/oidc-client';
import { eventually, operatorToken, runningStack, SERVICES } from '@stockproof/testing';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, type JWK } from 'jose';
import { stockproof } from '../stack/instance.js';

const stack = runningStack();
const WITHIN_A_MINUTE = 60_000;

const clientFor = (service: string) => ({
  provider_url: stack.urls.identity,
  client_id: 'stockproof-cli',
  redirect_uri: 'http://127.0.0.1/callback',
  resource: `urn:stockproof:${service}`,
});

async function logIn(name: string, service = 'services') {
  const { password = '' } = (await readPeople(stack.home)).find((person) => person.name === name) ?? {};
  return logInByForm(clientFor(service), name, password);
}

/** The status of each service's answer to a viewer's request. */
async function statuses(token: string): Promise<Record<string, number>> {
  return Object.fromEntries(
    await Promise.all(
      SERVICES.map(async (service) => {
        const answer = await fetch(`${stack.urls[service]}/metrics`, {
          headers: { authorization: `Bearer ${token}` },
        });
        await answer.body?.cancel();
        return [service, answer.status] as const;
      }),
    ),
  );
}

const all = (status: number) => Object.fromEntries(SERVICES.map((service) => [service, status]));
/** Each is a failed login, and this many are allowed. */
const EACH_SECOND = { every_ms: 1_000, within_ms: WITHIN_A_MINUTE };
const refusedByAll = (token: string): Promise<unknown> =>
  waitUntil(async () => Object.values(await statuses(token)).every((status) => status === 401), {
    ...EACH_SECOND,
    what: 'every service to refuse the token',
  });
const revoke = (kind: string, id: unknown) =>
  fetch(`${stack.urls.ingestion}/v1/token-revocations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken(stack, 'admin')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind, id, reason: 'tried' }),
  });

describe('an operator', () => {
  it('is admitted with a token for the service, and with no other', async () => {
    const { access_token } = await logIn('grace', 'recovery');
    expect(await statuses(access_token)).toEqual({ ...all(401), recovery: 200 });
    expect(await statuses((await logIn('grace')).access_token)).toEqual(all(200));
  });

  it('is refused once its login is revoked, also for refresh, and its streams end', async () => {
    const { access_token, refresh_token } = await logIn('grace');
    const other = (await logIn('grace')).access_token;
    const stream = await fetch(`${stack.urls.availability}/v1/availability-stream?sku=x`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect([stream.status, await statuses(access_token)]).toEqual([200, all(200)]);
    const began = performance.now();
    expect((await revoke('session', decodeJwt(access_token)['sid'])).status).toBe(201);
    await refusedByAll(access_token);
    await stream.text();
    expect(performance.now() - began).toBeLessThan(WITHIN_A_MINUTE);
    expect(
      await statuses((await refreshTokens(clientFor('services'), refresh_token ?? '')).access_token),
    ).toEqual(all(401));
    expect(await statuses(other)).toEqual(all(200));
  });

  it('can have one token revoked by the command line', async () => {
    const { access_token } = await logIn('rosa');
    const env = { STOCKPROOF_HOME: stack.home, STOCKPROOF_INGESTION_PORT: String(stack.ports.ingestion) };
    expect(
      await stockproof(
        env,
        'tokens',
        'revoke',
        decodeJwt(access_token).jti ?? '',
        '--kind',
        'token',
        '--reason',
        'left on a screen',
      ),
    ).toMatch(/revoked/);
    await refusedByAll(access_token);
    expect(await statuses((await logIn('rosa')).access_token)).toEqual(all(200));
  });

  it('continues while the provider gets another key, and while it restarts; nothing else restarts', async () => {
    const before = (await logIn('grace')).access_token;
    const kid = await rotateIssuerKey(stack.home);
    const after = await eventually(async () => {
      const { access_token } = await logIn('grace');
      expect(decodeProtectedHeader(access_token).kid).toBe(kid);
      return access_token;
    });
    for (const token of [after, before])
      await eventually(async () => expect(await statuses(token)).toEqual(all(200)));
    await askControl(stack.control_socket, 'identity-provider', 'stop');
    for (const token of [after, before]) expect(await statuses(token)).toEqual(all(200));
    await askControl(stack.control_socket, 'identity-provider', 'start');
    for (const token of [after, (await logIn('grace')).access_token])
      expect(await statuses(token)).toEqual(all(200));
    const now = runningStack().parts;
    for (const part of ['ingestion', 'recovery']) expect(now[part]?.pid).toBe(stack.parts[part]?.pid);
  });
});

describe('a service', () => {
  const key_file = privateKeyFile(stack.home, 'reservation');
  // Who may read the file may read the next one too, and nobody else.
  const put = (file: string, value: object): Promise<void> => replaceFile(file, JSON.stringify(value));
  const ours = (): { keys: JWK[] } =>
    JSON.parse(readFileSync(jwksFile(stack.home), 'utf8')) as { keys: JWK[] };
  const was = { set: ours(), key: JSON.parse(readFileSync(key_file, 'utf8')) as object };
  const introspected = async (token: string): Promise<number> =>
    (
      await fetch(`${stack.urls.ingestion}/v1/introspect`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: new URLSearchParams({ token: 'sp_none' }),
      })
    ).status;
  afterAll(async () => {
    await put(key_file, was.key);
    await put(jwksFile(stack.home), was.set);
    rmSync(join(stack.home, 'reservation-before.jwk.json'), { force: true });
  });

  it('signs with another key as soon as its files have one, for one audience; the removed one is refused', async () => {
    const sign = createTokenSigner('reservation', key_file);
    expect([await introspected(await sign('ingestion')), await introspected(await sign('recovery'))]).toEqual(
      [200, 401],
    );
    const before = join(stack.home, 'reservation-before.jwk.json');
    writeFileSync(before, JSON.stringify(was.key), { mode: 0o600 });
    const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const named = { kid: 'reservation-2', alg: 'EdDSA', use: 'sig' };
    await put(jwksFile(stack.home), {
      keys: [
        ...was.set.keys,
        { ...(await exportJWK(pair.publicKey)), ...named, stockproof_principal: 'service:reservation' },
      ],
    });
    await put(key_file, { ...(await exportJWK(pair.privateKey)), ...named });
    await eventually(async () => expect(await introspected(await sign('ingestion'))).toBe(200));
    await put(jwksFile(stack.home), { keys: ours().keys.filter(({ kid }) => kid !== 'reservation') });
    const with_old = createTokenSigner('reservation', before);
    await waitUntil(async () => (await introspected(await with_old('ingestion'))) === 401, {
      ...EACH_SECOND,
      what: 'the old key to stop',
    });
    expect([
      await introspected(await sign('ingestion')),
      (await statuses(operatorToken(stack, 'viewer'))).reservation,
    ]).toEqual([200, 200]);
  });
});
