import type { CSRF_HEADER as CsrfHeader } from '@stockproof/console';
import { noAnswer, problemOf } from './api-problem.js';
import type { ServiceRequest } from './asked.js';

// The header by which the console's server tells the page from another site. The compiler compares it with the
// contract; the contract's own constant would bring its schemas into the page.
const CSRF_HEADER: typeof CsrfHeader = 'x-stockproof-csrf';

let csrf: string | null = null;

/** Sets the token of the session, which requests that are no GET carry from now on. */
export function keepCsrf(token: string | null): void {
  csrf = token;
}

/** Sends a request to a service through the console's server. Throws ApiProblem. Nothing is sent twice. */
export function send<Answer>(
  { service, method, path, body }: ServiceRequest<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  return fetchJson<Answer>(`/api/${service}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Fetches JSON from the console's server. Throws ApiProblem; an answer without a body is null. */
export async function fetchJson<Answer>(path: string, options: RequestInit = {}): Promise<Answer> {
  const response = await fetch(path, { ...options, headers: headersOf(options) }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw noAnswer(cause);
  });
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return (text === '' ? null : isJson(response) ? JSON.parse(text) : text) as Answer;
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get('content-type') ?? '');
}

function headersOf({ method = 'GET', body }: RequestInit): Record<string, string> {
  return {
    accept: 'application/json, application/problem+json',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(method === 'GET' || csrf === null ? {} : { [CSRF_HEADER]: csrf }),
  };
}
