/** Removes the login from an address of Connect's REST API, for logs and screens. */
export function withoutLogin(url: string): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}

/**
 * `fetch` for an address with a login (`http://name:password@host:port/...`), which fetch itself refuses: it
 * is sent as basic authentication. Without a login Connect answers 401.
 */
export function connectFetch(
  url: string,
  init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  const { username, password } = new URL(url);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  return fetch(withoutLogin(url), {
    ...init,
    headers: { ...init.headers, ...(username === '' ? {} : { authorization: `Basic ${login}` }) },
  });
}
