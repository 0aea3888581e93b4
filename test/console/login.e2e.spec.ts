import { beforeAll, describe, expect, it } from '@jest/globals';
import { runningStack } from '@stockproof/testing';
import { ABrowser } from './a-browser.js';

const stack = runningStack();
const { port } = new URL(stack.urls.console);
const SESSION = `stockproof-session-${port}`;
const codeOf = async (answer: Response): Promise<unknown> =>
  ((await answer.json()) as { code?: unknown }).code;

describe('a person who logs in at the console', () => {
  const ada = new ABrowser(stack);
  beforeAll(async () =>
    expect(await ada.logIn('ada', '/recoveries?status=planned')).toBe('/recoveries?status=planned'),
  );

  it('has a session that scripts cannot read and other sites cannot use', () => {
    const cookie = ada.set_cookies.filter((header) => header.startsWith(`${SESSION}=`));
    expect(cookie).toEqual([expect.stringMatching(/^[\w-]+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)]);
    const login = ada.set_cookies.filter((header) => header.startsWith(`stockproof-login-${port}=`));
    expect(login).toEqual([
      expect.stringMatching(/; HttpOnly; SameSite=Lax$/),
      expect.stringMatching(/=; .*; Max-Age=0$/),
    ]);
  });

  it('is shown with roles and without a token', async () => {
    const answer = await ada.ask('/api/session');
    const text = await answer.text();
    expect(JSON.parse(text)).toEqual({
      person: { subject: 'ada', name: 'ada', roles: ['admin', 'viewer', 'requester'], seller_id: null },
      csrf: expect.stringMatching(/^[\w-]{43}$/),
      expires_at: expect.any(String),
      environment: 'development',
    });
    expect(text).not.toMatch(/eyJ/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('has another id after another login, and the one before has ended', async () => {
    const rosa = new ABrowser(stack);
    await rosa.logIn('rosa');
    const before = rosa.cookies.get(SESSION) ?? '';
    await rosa.logIn('rosa');
    expect(rosa.cookies.get(SESSION)).not.toBe(before);
    const old = new ABrowser(stack);
    old.cookies.set(SESSION, before);
    expect((await old.session()).person).toBeNull();
  });

  it('is logged out by the own page alone', async () => {
    const grace = new ABrowser(stack);
    await grace.logIn('grace');
    for (const headers of [
      {},
      { origin: grace.console_url },
      { ...(await grace.own()), origin: 'https://evil.example' },
    ])
      expect((await grace.ask('/auth/logout', { method: 'POST', headers })).status).toBe(403);
    expect((await grace.session()).person?.name).toBe('grace');
    const copied = grace.cookies.get(SESSION) ?? '';
    expect((await grace.change('/auth/logout')).status).toBe(204);
    // Also who has a copy of the cookie.
    grace.cookies.set(SESSION, copied);
    expect((await grace.session()).person).toBeNull();
    expect((await grace.ask('/api/recovery/v1/recoveries')).status).toBe(401);
  });
});

describe('an answer of the provider', () => {
  it.each<[string, (url: URL, browser: ABrowser) => void]>([
    ['with another state', (url) => url.searchParams.set('state', 'x')],
    ['of another provider', (url) => url.searchParams.set('iss', 'https://evil.example')],
    ['with another code', (url) => url.searchParams.set('code', 'x')],
    ['without a code', (url) => url.searchParams.delete('code')],
    ['in a browser that did not begin the login', (_url, browser) => browser.cookies.clear()],
  ])('logs nobody in: %s', async (_case, spoil) => {
    const browser = new ABrowser(stack);
    const url = await browser.answerOfProvider('ada');
    spoil(url, browser);
    const answer = await browser.ask(url.href);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<a href="/auth/login">Log in again</a>');
    expect((await browser.session()).person).toBeNull();
  });

  it('logs in once', async () => {
    const browser = new ABrowser(stack);
    const url = await browser.answerOfProvider('ada');
    const cookies = [...browser.cookies];
    expect((await browser.ask(url.href)).status).toBe(303);
    const again = new ABrowser(stack);
    for (const [name, value] of cookies) again.cookies.set(name, value);
    expect((await again.ask(url.href)).status).toBe(400);
  });

  it('cannot lead to another site', async () => {
    const answer = await new ABrowser(stack).ask('/auth/login?return_to=//evil.example');
    expect([answer.status, await codeOf(answer)]).toEqual([400, 'bad_request']);
  });
});
