import type { Problem } from '../generated/http/types.gen.js';

/** What a generated operation resolves with. */
interface Fields<T> {
  readonly data?: T | undefined;
  readonly error?: unknown;
  readonly response?: Response | undefined;
}

/** An answer, a refusal of the server, or nothing: then it is not known whether the request was carried out. */
export type Answer<T> =
  | { readonly kind: 'answer'; readonly status: number; readonly data: T }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly detail: string };

/** Sorts what an operation resolved with. A 5xx is unknown: what it began may stand. */
export function answerOf<T>({ data, error, response }: Fields<T>): Answer<T> {
  if (response === undefined) return { kind: 'unknown', detail: describe(error) };
  if (response.ok && data !== undefined) return { kind: 'answer', status: response.status, data };
  if (response.status >= 500)
    return { kind: 'unknown', detail: isProblem(error) ? error.detail : `HTTP ${response.status}` };
  if (isProblem(error)) return { kind: 'problem', problem: error };
  const { status } = response;
  const detail = `HTTP ${status} without a problem document: is this address the service's?`;
  return {
    kind: 'problem',
    problem: { type: 'about:blank', title: 'no problem document', status, code: 'no_problem', detail },
  };
}

function isProblem(value: unknown): value is Problem {
  return (
    typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value
  );
}

/** fetch hides why it failed in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message || cause.name}` : error.message;
}
