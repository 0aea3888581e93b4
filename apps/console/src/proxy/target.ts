import { Problem } from '@stockproof/http';
import { UPSTREAM_NAMES, type UpstreamName, type Upstreams } from './upstreams.js';

/** Where a request of the page goes. */
export interface Target {
  readonly service: UpstreamName;
  /** The path at the service, without the query. */
  readonly path: string;
  readonly url: URL;
}

const ADDRESS = /^\/api\/([a-z-]+)(\/v1\/[^?]*)(\?.*)?$/;

/**
 * The address at a service for an address of the page, `/api/<service>/v1/...`. Throws a 404 for an unknown service,
 * and a 400 for a path that another program would read as another one, as with `..` in it.
 */
export function targetOf(url: string, upstreams: Upstreams): Target {
  const [, name, path = '', query = ''] = ADDRESS.exec(url) ?? [];
  const service = UPSTREAM_NAMES.find((known) => known === name);
  if (service === undefined) throw new Problem(404, 'not_found', 'there is nothing at this address');
  const target = new URL(upstreams[service]);
  const expected = `${target.pathname.replace(/\/$/, '')}${path}`;
  target.pathname = expected;
  target.search = query;
  if (
    target.pathname !== expected ||
    /%2f|%5c/i.test(path) ||
    target.origin !== new URL(upstreams[service]).origin
  )
    throw new Problem(
      400,
      'bad_request',
      'the path must be as it will be read: without . and .. and escaped slashes',
    );
  return { service, path, url: target };
}
