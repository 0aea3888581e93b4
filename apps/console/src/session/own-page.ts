import { timingSafeEqual } from 'node:crypto';
import { CSRF_HEADER } from '@stockproof/console';
import { Problem } from '@stockproof/http';

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What shows that a request comes from the console's own page. */
export interface OwnPage {
  /** Origin of the console, as a browser sends it. */
  readonly origin: string;
  /** The session's value, which only the page knows. */
  readonly csrf: string;
}

/**
 * Refuses a request that changes something and does not come from the console's own page in this session: it needs this
 * origin and the session's value in a header that other sites cannot send. Null: it may pass. A GET always may.
 */
export function foreignRequest(method: string, headers: Headers, { origin, csrf }: OwnPage): Problem | null {
  if (method === 'GET' || method === 'HEAD') return null;
  if (headers['origin'] !== origin)
    return new Problem(403, 'foreign_origin', `this needs the header Origin: ${origin}`);
  const { 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin')
    return new Problem(403, 'foreign_origin', 'this request was begun by another site');
  if (!isSame(headers[CSRF_HEADER], csrf))
    return new Problem(
      403,
      'csrf_token_wrong',
      `this needs the header ${CSRF_HEADER} with the value of GET /api/session`,
    );
  return null;
}

function isSame(given: Headers[string], expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
