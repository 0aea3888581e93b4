/** An answer that is no success, as RFC 9457 says it; or that none came, with status 0. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    /** Of the request that failed, to find it in the logs and in a trace view. Null when the service gave none. */
    readonly trace_id: string | null,
  ) {
    super(detail);
  }
}

type Details = Readonly<Partial<Record<'code' | 'title' | 'detail' | 'trace_id' | 'traceparent', unknown>>>;

/** Reads a problem out of an answer. An answer that is no problem becomes one that says its status. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as Details | null;
  const details: Details = body !== null && typeof body === 'object' ? body : {};
  const traceparent = textOr(details.traceparent, response.headers.get('traceparent') ?? '');
  const trace_id =
    textOr(details.trace_id, '') || traceparent.split('-')[1] || response.headers.get('x-request-id');
  return new ApiProblem(
    response.status,
    textOr(details.code, `http_${response.status}`),
    textOr(details.title, response.statusText || 'Error'),
    textOr(details.detail, `the answer was ${response.status} without an explanation`),
    trace_id === '' ? null : trace_id,
  );
}

/** Nothing answered: the network, or the console's server. */
export function noAnswer(cause: unknown): ApiProblem {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new ApiProblem(0, 'no_answer', 'No answer', `the console's server did not answer: ${why}`, null);
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
