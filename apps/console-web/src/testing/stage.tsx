import { createMemoryHistory } from '@tanstack/react-router';
import { configure, render, screen } from '@testing-library/react';
import { Page } from '../page.js';
import { makeRouter } from '../router.js';

// A deadline for what is waited for: the machine may be busy.
configure({ asyncUtilTimeout: 30_000 });

/** A request that the page made. */
export interface Made {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** What the console's server answers: by `METHOD /path` or the path alone, a body or a function of the request. */
export type StageAnswers = Readonly<Record<string, unknown>>;

/** An answer as far as the page reads one: jsdom has no fetch and no Response. */
class Answer {
  constructor(
    readonly status: number,
    readonly statusText: string,
    private readonly content: unknown,
    private readonly names: Readonly<Record<string, string>>,
  ) {}

  get ok(): boolean {
    return this.status < 400;
  }

  get headers(): { readonly get: (name: string) => string | null } {
    return { get: (name) => this.names[name] ?? null };
  }

  text(): Promise<string> {
    return Promise.resolve(JSON.stringify(this.content));
  }

  json(): Promise<unknown> {
    return Promise.resolve(this.content);
  }
}

/** An answer that is a problem. */
export function aProblem(status: number, code: string, detail: string): Answer {
  const body = { type: `urn:stockproof:problem:${code}`, title: 'Refused', status, code, detail };
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  return new Answer(status, 'Refused', body, { 'content-type': 'application/problem+json', traceparent });
}

/** A session of a person with these roles. */
export function aSession(subject: string, ...roles: string[]): object {
  return {
    person: { subject, name: subject, roles, seller_id: null },
    csrf: 'csrf-1',
    expires_at: null,
    environment: 'test',
  };
}

/** A session of a person who acts for a seller. */
export function aSellerSession(subject: string, seller_id: string): object {
  return {
    person: { subject, name: subject, roles: ['seller'], seller_id },
    csrf: 'csrf-1',
    expires_at: null,
    environment: 'test',
  };
}

/** Puts an address of the page on the stage, over a server that answers so. Returns the requests as they are made. */
export function openPage(address: string, answers: StageAnswers): readonly Made[] {
  const made: Made[] = [];
  const answer = (input: unknown, init?: RequestInit) =>
    Promise.resolve(answerTo(input, init, answers, made));
  Object.assign(globalThis, { fetch: answer });
  // There is no layout here to scroll in.
  Object.assign(window, {
    scrollTo: () => undefined,
    matchMedia,
    ResizeObserver: window.ResizeObserver ?? NoObserver,
  });
  render(<Page router={makeRouter(createMemoryHistory({ initialEntries: [address] }))} />);
  return made;
}

function answerTo(
  input: unknown,
  init: RequestInit | undefined,
  answers: StageAnswers,
  made: Made[],
): Answer {
  const method = init?.method ?? 'GET';
  const path = String(input);
  const request: Made = {
    method,
    path,
    body: typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    headers: init?.headers as Record<string, string>,
  };
  made.push(request);
  const [bare = path] = path.split('?');
  const known =
    answers[`${method} ${path}`] ?? answers[`${method} ${bare}`] ?? answers[path] ?? answers[bare];
  const answer: unknown =
    typeof known === 'function' ? (known as (request: Made) => unknown)(request) : known;
  if (answer instanceof Answer) return answer;
  return answer === undefined
    ? aProblem(404, 'not_found', `nothing answers ${method} ${path}`)
    : new Answer(200, 'OK', answer, { 'content-type': 'application/json' });
}

/** The heading of the screen, once it is there. */
export async function heading(name: string | RegExp): Promise<HTMLElement> {
  return screen.findByRole('heading', { level: 1, name });
}

const matchMedia = (media: string): object => ({
  media,
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
});

class NoObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}
