/** How a cookie is sent: by navigations from other sites too (`Lax`), or by this site's own requests only. */
export type SameSite = 'Strict' | 'Lax';

/** The names of the console's cookies in a browser, and whether they need TLS. */
export interface BrowserCookies {
  readonly session: string;
  /** Of a login that is under way. */
  readonly login: string;
  readonly secure: boolean;
}

/**
 * The cookies of a console at this address. Over TLS their prefix makes a browser refuse them from anywhere else. Without
 * TLS their names have the port, because cookies of one host are sent to all its ports, and a second instance has others.
 */
export function cookiesOf(console_url: string): BrowserCookies {
  const { protocol, port } = new URL(console_url);
  const secure = protocol === 'https:';
  const named = (name: string): string =>
    secure ? `__Host-stockproof-${name}` : `stockproof-${name}-${port || '80'}`;
  return { session: named('session'), login: named('login'), secure };
}

/** The value of a cookie in a `Cookie` header; null if it is not there, or there twice. */
export function readCookie(header: string | undefined, name: string): string | null {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && value !== '' ? value : null;
}

/** The `Set-Cookie` header of a cookie that scripts cannot read; an empty value removes it. It ends with the browser. */
export function cookieHeader(
  name: string,
  value: string,
  { secure }: Pick<BrowserCookies, 'secure'>,
  same_site: SameSite,
): string {
  return [
    `${name}=${value}`,
    'Path=/',
    'HttpOnly',
    `SameSite=${same_site}`,
    ...(secure ? ['Secure'] : []),
    ...(value === '' ? ['Max-Age=0'] : []),
  ].join('; ');
}
