import { Problem } from '@stockproof/http';

const LONGEST = 2_000;
/** Only to get an address parsed; nothing is asked there. */
const HERE = 'http://console.invalid';

/**
 * The path of the page that a login returns to; `/` if none is named. Throws a 400 for anything that leads to another
 * host, or to an address that is no page.
 */
export function returnPath(value: unknown): string {
  if (value === undefined) return '/';
  if (typeof value === 'string' && value.length <= LONGEST && /^\/(?![/\\])[\x21-\x7e]*$/.test(value)) {
    const url = URL.parse(value, HERE);
    if (url?.origin === HERE && !/^\/(auth|api)(\/|$)/.test(url.pathname) && !/^\/[/\\]/.test(url.pathname))
      return `${url.pathname}${url.search}${url.hash}`;
  }
  throw new Problem(400, 'bad_request', 'return_to must be a path of this page, such as /recoveries');
}
