import { Problem } from '../responses/problem.js';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

const NO_TAGS = 'this API has no entity tags: send the request without a precondition';
const NO_OVERRIDE = 'the method of a request is the one it was sent with';

/**
 * Headers whose meaning nobody here implements: if they were ignored, something else would happen than the
 * sender asked for. Every other unknown header is ignored, because browsers and proxies add them, and
 * `Prefer`, `Range` and `Accept` are optional by their standards.
 */
const MEANT: Readonly<Record<string, string>> = {
  'if-match': NO_TAGS,
  'if-unmodified-since': NO_TAGS,
  'x-http-method-override': NO_OVERRIDE,
  'x-http-method': NO_OVERRIDE,
  'x-method-override': NO_OVERRIDE,
  'idempotency-key':
    'an event_id or a reservation_id makes a request safe to send again; this header does not',
  'content-range': 'a body is taken whole',
};
/** On reads these only save a transfer; on writes they are preconditions. */
const MEANT_ON_WRITES: Readonly<Record<string, string>> = { 'if-none-match': NO_TAGS };
/** Prefix of our own headers; an operation takes those that it declares. */
const OURS = 'x-stockproof-';

/** Returns a 400 for the first header that must not be ignored and is not in `known`; null if there is none. */
export function unexpectedHeader(
  method: string,
  headers: Headers,
  known: ReadonlySet<string>,
): Problem | null {
  const reads = method === 'GET' || method === 'HEAD';
  for (const name of Object.keys(headers)) {
    if (known.has(name)) continue;
    const why =
      MEANT[name] ??
      (reads ? undefined : MEANT_ON_WRITES[name]) ??
      (name.startsWith(OURS) ? 'there is no such header' : undefined);
    if (why !== undefined)
      return new Problem(400, 'unexpected_header', `the header ${name} is not taken: ${why}`);
  }
  return null;
}
