/**
 * Addresses of Connect's workers that one address names: `http://one:1,http://two:2/path` is the path at each. Any
 * worker answers for all.
 */
function addressesOf(url: string): string[] {
  const all = url.split(',');
  const last = all.at(-1) ?? url;
  const { pathname, search } = new URL(last);
  return [...all.slice(0, -1).map((one) => new URL(pathname + search, one).href), last];
}

/** Removes the login from an address of Connect's REST API (or several, comma separated), for logs and screens. */
export function withoutLogin(url: string): string {
  return url
    .split(',')
    .map((one) => {
      const shown = new URL(one);
      shown.username = '';
      shown.password = '';
      return shown.href;
    })
    .join(',');
}

type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** Index of the address that the next call asks first, by the origin of the first one: not one that did not answer. */
const first_asked = new Map<string, number>();

/**
 * `fetch` for an address with a login (`http://name:password@host:port/...`), which fetch itself refuses: it
 * is sent as basic authentication. Without a login Connect answers 401. Of several workers, comma separated, it asks the
 * one that answered last, and the others if that one cannot be reached; a time limit of the call is of all of them
 * together, and the next call begins with another worker.
 */
export async function connectFetch(url: string, init: Init = {}): Promise<Response> {
  const addresses = addressesOf(url);
  const key = new URL(addresses[0] ?? url).origin;
  const first = first_asked.get(key) ?? 0;
  let failed: unknown;
  for (let tried = 0; tried < addresses.length; tried += 1) {
    const at = (first + tried) % addresses.length;
    try {
      const answer = await fetchOne(addresses[at] ?? url, init);
      first_asked.set(key, at);
      return answer;
    } catch (error) {
      failed = error;
      first_asked.set(key, at + 1);
      if (init.signal?.aborted) break;
    }
  }
  throw failed;
}

function fetchOne(url: string, init: Init): Promise<Response> {
  const { username, password } = new URL(url);
  const login = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString(
    'base64',
  );
  return fetch(withoutLogin(url), {
    ...init,
    headers: { ...init.headers, ...(username === '' ? {} : { authorization: `Basic ${login}` }) },
  });
}
