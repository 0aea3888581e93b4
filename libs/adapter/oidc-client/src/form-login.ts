import { beginLogin, finishLogin, type OidcClient, type Tokens } from './code-flow.js';

/** Thrown if the provider refused this name and password, or throttled the attempt. */
class LoginRefusedError extends Error {
  override readonly name = 'LoginRefusedError';

  constructor(readonly status: number) {
    super(`the login was refused (${status})`);
  }
}

const MAX_STEPS = 6;
const ANSWER_WITHIN_MS = 10_000;

/**
 * Logs in through the login page of the development provider, with its cookies, as a browser does. Rejects
 * with LoginRefusedError.
 */
export async function logInByForm(client: OidcClient, name: string, password: string): Promise<Tokens> {
  const pending = await beginLogin(client);
  const cookies = new Map<string, string>();
  let [url, form]: [string, URLSearchParams | null] = [pending.url, null];
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const answer = await ask(url, cookies, form);
    const location = answer.headers.get('location');
    if (location === null) throw new LoginRefusedError(answer.status);
    const next = new URL(location, url);
    if (next.href.startsWith(`${client.redirect_uri}?`))
      return finishLogin(client, pending, next.searchParams);
    if (next.origin !== new URL(url).origin) throw new Error(`the login leads elsewhere: ${next.origin}`);
    form = next.pathname.startsWith('/interaction/') ? new URLSearchParams({ name, password }) : null;
    url = next.href;
  }
  throw new Error('the login leads nowhere');
}

async function ask(
  url: string,
  cookies: Map<string, string>,
  form: URLSearchParams | null,
): Promise<Response> {
  const answer = await fetch(url, {
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    ...(form === null ? {} : { method: 'POST', body: form }),
  });
  for (const cookie of answer.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    cookies.set(name, value);
  }
  await answer.body?.cancel();
  return answer;
}
