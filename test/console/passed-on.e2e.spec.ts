import { request as rawRequest } from 'node:http';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { runningStack, seller } from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';
import { ABrowser } from './a-browser.js';

const stack = runningStack();
const ada = new ABrowser(stack);
const grace = new ABrowser(stack);
beforeAll(async () => void (await Promise.all([ada.logIn('ada'), grace.logIn('grace')])));

const problemOf = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const { status, code } = (await answer.json()) as { status: number; code: string };
  return [status, code];
};

/** As fetch does not send it: with the dots. */
const statusOf = (path: string, cookie: string): Promise<number> =>
  new Promise((done, fail) => {
    const { hostname, port } = new URL(stack.urls.console);
    rawRequest({ hostname, port, path, headers: { cookie } }, (answer) => {
      answer.resume();
      done(answer.statusCode ?? 0);
    })
      .once('error', fail)
      .end();
  });

describe('a request of the page', () => {
  it('reaches each service, in the name of the person', async () => {
    for (const [service, path] of [
      ['ingestion', 'whoami'],
      ['command-handler', 'connectors'],
      ['availability', 'availability/nothing'],
      ['recovery', 'recoveries'],
      ['reservation', 'reservations'],
    ]) {
      const answer = await ada.ask(`/api/${service}/v1/${path}`);
      expect([service, answer.status]).toEqual([service, service === 'availability' ? 404 : 200]);
      expect(await answer.text()).not.toMatch(/eyJ/);
    }
    expect(await (await ada.ask('/api/ingestion/v1/whoami')).json()).toMatchObject({ name: 'ada' });
  });

  it('is refused by the service where the person may not do it, and its answer is passed on', async () => {
    const asked = { seller_id: 'seller-42', reason: 'a test of the console' };
    expect(await problemOf(await grace.change('/api/ingestion/v1/api-key-requests', asked))).toEqual([
      403,
      'forbidden',
    ]);
  });

  it('changes something from the own page alone', async () => {
    const url = '/api/ingestion/v1/api-key-requests';
    const body = JSON.stringify({ seller_id: 'seller-42', reason: 'a test of the console' });
    const own = { ...(await ada.own()), 'content-type': 'application/json' };
    const ask = (headers: Record<string, string>) => ada.ask(url, { method: 'POST', headers, body });
    expect(await problemOf(await ask({ 'content-type': 'text/plain' }))).toEqual([403, 'foreign_origin']);
    expect(await problemOf(await ask({ ...own, origin: 'https://evil.example' }))).toEqual([
      403,
      'foreign_origin',
    ]);
    expect(await problemOf(await ask({ ...own, 'x-stockproof-csrf': 'x' }))).toEqual([
      403,
      'csrf_token_wrong',
    ]);
    const { request_id } = (await (await ask(own)).json()) as { request_id: string };
    expect((await ada.change(`${url}/${request_id}/withdraw`, { reason: 'done' })).status).toBe(200);
  });

  it('is bounded: a body beyond the limit is not taken', async () => {
    const answer = await ada.change('/api/recovery/v1/recoveries', { scope: 'x'.repeat(1_100_000) });
    expect(await problemOf(answer)).toEqual([413, 'body_too_large']);
  });

  it('passes events on as they come, and they end with the session', async () => {
    const rosa = new ABrowser(stack);
    await rosa.logIn('rosa');
    const sku = `console-${Date.now()}`;
    const owner = await seller(stack);
    const end = new AbortController();
    const answer = await rosa.ask(`/api/availability/v1/availability-stream?sku=${sku}`, {
      signal: end.signal,
    });
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = (answer.body as ReadableStream<Uint8Array>)
      .pipeThrough(new TextDecoderStream())
      .getReader();
    await owner.post(anEvent({ event_id: sku, sku, quantity: 7, seller_id: owner.seller_id }));
    let text = '';
    while (!text.includes('"sellable":7') && !text.includes(':7')) text += (await reader.read()).value ?? '';
    await rosa.change('/auth/logout');
    await expect(
      (async () => {
        while (!(await reader.read()).done);
        return 'ended';
      })().catch(() => 'ended'),
    ).resolves.toBe('ended');
    end.abort();
  });
});

describe('without a session', () => {
  const nobody = new ABrowser(stack);

  it('only what is public is read', async () => {
    expect((await nobody.ask('/api/recovery/v1/evidence/keys')).status).toBe(200);
    expect(await problemOf(await nobody.ask('/api/recovery/v1/recoveries'))).toEqual([401, 'login_required']);
    const token = stack.credentials.operators[0]?.token ?? '';
    const shown = await nobody.ask('/api/recovery/v1/recoveries', {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await problemOf(shown)).toEqual([401, 'login_required']);
  });

  it('nothing else of a service is reached, and a mistyped address is no page', async () => {
    const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    for (const [path, status] of [
      ['/api/recovery/metrics', 404],
      ['/api/recovery/v1/../metrics', 400],
      ['/api/recovery/v1/%2e%2e/metrics', 400],
      ['/api/connect/v1/connectors', 404],
      ['/api/nothing', 404],
      ['/assets/none.js', 404],
    ] as const)
      expect([path, await statusOf(path, cookie)]).toEqual([path, status]);
  });

  it('the page is for everybody, with a policy that lets it load from here alone', async () => {
    for (const path of ['/', '/recoveries/new?mode=repair']) {
      const answer = await nobody.ask(path);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('metrics need a token, as at every service', async () => {
    expect((await nobody.ask('/metrics')).status).toBe(401);
    expect((await nobody.ask('/health/ready')).status).toBe(200);
  });
});
