import { CSRF_HEADER, type ConsoleSession } from '@stockproof/console';
import { readPeople } from '@stockproof/embedded';
import type { RunningStack } from '@stockproof/testing';

const MAX_STEPS = 8;
const WITHIN_MS = 10_000;

/** A browser at the console: it keeps cookies, fills in the provider's form, and asks as the page does. */
export class ABrowser {
  /** By name: the console and the provider are one host, to whose ports cookies do not belong. */
  readonly cookies = new Map<string, string>();
  /** Each `Set-Cookie` header that it got. */
  readonly set_cookies: string[] = [];

  constructor(
    readonly stack: RunningStack,
    readonly console_url = stack.urls.console,
  ) {}

  /** Asks once; a redirect is returned, not followed. */
  async ask(url: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(url, this.console_url), {
      redirect: 'manual',
      signal: AbortSignal.timeout(WITHIN_MS),
      ...init,
      headers: { ...(cookie === '' ? {} : { cookie }), ...(headers as Record<string, string>) },
    });
    for (const header of answer.headers.getSetCookie()) {
      this.set_cookies.push(header);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** Follows redirects from the login on and fills in the form, until the provider sends the browser back to the console. */
  async answerOfProvider(name: string, return_to = '/'): Promise<URL> {
    const person = (await readPeople(this.stack.home)).find((one) => one.name === name);
    if (person === undefined) throw new Error(`nobody is called ${name}`);
    let url = new URL(`/auth/login?return_to=${encodeURIComponent(return_to)}`, this.console_url);
    let form: URLSearchParams | null = null;
    for (let step = 0; step < MAX_STEPS; step += 1) {
      const answer = await this.ask(url.href, form === null ? {} : { method: 'POST', body: form });
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`the login ends at ${url.pathname} with ${answer.status}`);
      url = new URL(location, url);
      if (url.href.startsWith(`${this.console_url}/auth/callback?`)) return url;
      form = url.pathname.startsWith('/interaction/')
        ? new URLSearchParams({ name, password: person.password })
        : null;
    }
    throw new Error('the login leads nowhere');
  }

  /** Logs in. Returns where the console sends the browser then. */
  async logIn(name: string, return_to = '/'): Promise<string | null> {
    const answer = await this.ask((await this.answerOfProvider(name, return_to)).href);
    if (answer.status !== 303) throw new Error(`the login ends with ${answer.status} ${await answer.text()}`);
    return answer.headers.get('location');
  }

  async session(): Promise<ConsoleSession> {
    return (await (await this.ask('/api/session')).json()) as ConsoleSession;
  }

  /** Headers of a change, as the page sends them. */
  async own(): Promise<Record<string, string>> {
    return { origin: this.console_url, [CSRF_HEADER]: (await this.session()).csrf ?? '' };
  }

  /** Changes something, as the page does. */
  async change(url: string, body?: object): Promise<Response> {
    const headers = {
      ...(await this.own()),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    return this.ask(url, {
      method: 'POST',
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
