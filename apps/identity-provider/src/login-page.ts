import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoginThrottle } from '@stockproof/auth';
import { callerAddress } from '@stockproof/http';
import { errors, type Provider } from 'oidc-provider';
import type { Accounts } from './accounts.js';
import { pageHeaders } from './page-headers.js';
import { readForm } from './read-form.js';
import { renderPage } from './render-page.js';
import type { Login } from './report-logins.js';

/** What the login page needs of the provider. */
export interface LoginParts {
  readonly accounts: Accounts;
  readonly throttle: LoginThrottle;
  readonly tls: boolean;
  /** Called for each login, without the password. */
  readonly onLogin: (login: Login) => void;
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/**
 * Serves the login page: asks for name and password, or for consent if the person is already logged in. The
 * cookie of the interaction is SameSite, so no other site can post here.
 */
export async function serveLogin(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
  parts: LoginParts,
): Promise<void> {
  const found = await interactionOf(provider, request, response);
  const show = (status: number, text: string, more: Record<string, string> = {}): void => {
    const asks =
      found === null
        ? {}
        : {
            action: `/interaction/${found.uid}`,
            as: found.prompt.name === 'login' ? null : (found.session?.accountId ?? null),
          };
    const headers = {
      ...pageHeaders(parts.tls, answeredAt(found)),
      'content-type': 'text/html; charset=utf-8',
      ...more,
    };
    response.writeHead(status, headers).end(renderPage({ title: 'Stockproof', text, ...asks }));
  };
  if (found === null) return show(400, 'This login is over, or was begun elsewhere. Begin it again.');
  if (request.method === 'GET') return show(200, `Log in for ${await clientName(provider, found)}.`);
  if (request.method !== 'POST') return show(405, 'This page is read and answered, nothing else.');
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return show(403, 'This answer comes from another site.');
  const form = await readForm(request);
  if (form === null) return show(400, 'This is no answer to this page.');
  if (found.prompt.name !== 'login')
    return provider.interactionFinished(
      request,
      response,
      { consent: {} },
      { mergeWithLastSubmission: true },
    );
  const name = form.get('name') ?? '';
  const wait_ms = await tryLogin(
    name,
    form.get('password') ?? '',
    callerAddress({ ip: request.socket.remoteAddress ?? '' }),
    parts,
  );
  if (wait_ms === null)
    return provider.interactionFinished(
      request,
      response,
      { login: { accountId: name, amr: ['pwd'] }, consent: {} },
      { mergeWithLastSubmission: false },
    );
  if (wait_ms > 0)
    return show(429, 'Too many wrong passwords. Wait a little.', {
      'retry-after': String(Math.ceil(wait_ms / 1_000)),
    });
  return show(401, 'This name and password do not belong together.');
}

/** Null if the login is right. Otherwise how long to wait before the next attempt, ms; 0 for no wait. */
async function tryLogin(
  name: string,
  password: string,
  address: string,
  { accounts, throttle, onLogin }: LoginParts,
): Promise<number | null> {
  const attempt = { address, key_id: name, bearer: `${name}\n${password}` };
  const wait_ms = throttle.waitFor(attempt);
  if (wait_ms > 0) {
    // The password is not checked, so that a throttled attempt costs nothing.
    onLogin({ account: name, is_known: false, address, outcome: 'throttled' });
    return wait_ms;
  }
  const account = await accounts.login(name, password);
  if (account === null) throttle.failed(attempt);
  else throttle.succeeded(attempt);
  const is_known = account !== null || (await accounts.find(name)) !== null;
  onLogin({ account: name, is_known, address, outcome: account === null ? 'refused' : 'accepted' });
  return account === null ? 0 : null;
}

async function interactionOf(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Interaction | null> {
  try {
    const found = await provider.interactionDetails(request, response);
    return request.url?.split('?')[0] === `/interaction/${found.uid}` ? found : null;
  } catch (error) {
    if (error instanceof errors.SessionNotFound) return null;
    throw error;
  }
}

async function clientName(provider: Provider, { params }: Interaction): Promise<string> {
  return (await provider.Client.find(String(params['client_id'])))?.clientName ?? 'a program';
}

/** The client's own origin; the provider has already checked it. */
function answeredAt(found: Interaction | null): string | undefined {
  const uri = found?.params['redirect_uri'];
  return typeof uri === 'string' ? new URL(uri).origin : undefined;
}
