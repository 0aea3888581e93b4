import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const OPENAPI = 'schemas/openapi';
/** Only services ask it: whose a seller's key is. */
const INTERNAL = ['/v1/introspect'];
/** What two services serve below one path goes to this one; the other's is asked inside the cluster. */
const SHARED: Readonly<Record<string, string>> = {
  '/v1/inventory-updates': 'ingestion',
  '/v1/offers': 'command-handler',
};

/** A path of the public host and the service behind it. */
export interface ChartRoute {
  readonly path: string;
  readonly to: string;
}

/**
 * The first part of each path of the OpenAPI documents, with the one service that serves it. A path of several
 * services is not published, unless it is said here whose it is.
 */
export function chartRoutes(): ChartRoute[] {
  const servers = new Map<string, Set<string>>();
  for (const file of readdirSync(OPENAPI).toSorted()) {
    const { paths } = JSON.parse(readFileSync(join(OPENAPI, file), 'utf8')) as { paths: object };
    for (const path of Object.keys(paths)) {
      const first = path.split('/').slice(0, 3).join('/');
      servers.set(first, (servers.get(first) ?? new Set()).add(file.replace('.json', '')));
    }
  }
  return [...servers]
    .filter(([path]) => path.startsWith('/v1/') && !INTERNAL.includes(path))
    .flatMap(([path, names]) => {
      const to = names.size === 1 ? [...names][0] : SHARED[path];
      return to === undefined ? [] : [{ path, to }];
    })
    .toSorted((a, b) => a.path.localeCompare(b.path));
}
