import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseContract } from '@stockproof/recovery-contract';
import { stringify } from 'yaml';
import { chartConnectors, chartWorker } from './catalog/connect.js';
import { chartPostgres } from './catalog/databases.js';
import { chartRoutes } from './catalog/routes.js';
import { chartSecrets } from './catalog/secrets.js';
import { chartTopics } from './catalog/topics.js';
import { chartUsers } from './catalog/users.js';
import { chartWorkloads } from './catalog/workloads.js';
import { valuesTable } from './values/table.js';
import { valuesSchema } from './values/values.js';

export const HELM = 'infra/helm';
export const CHART = join(HELM, 'stockproof');
const CONTRACT = 'contracts/inventory-availability-projection.yaml';
const OBSERVABILITY = 'infra/observability';

/** What the templates range over: all of it is said elsewhere in this repository, and once. */
export function catalog() {
  const { partitions } = parseContract(readFileSync(CONTRACT, 'utf8'), CONTRACT).ordering_boundary;
  const ports = new Map(chartWorkloads().map(({ app, port }) => [app, port]));
  return {
    partitions,
    workloads: chartWorkloads(),
    secrets: chartSecrets(),
    routes: chartRoutes().map(({ path, to }) => ({
      path,
      to,
      port: ports.get(to === 'availability' ? 'availability-projection' : to) ?? 0,
    })),
    topics: chartTopics(partitions),
    users: chartUsers(),
    worker: chartWorker(),
    connectors: chartConnectors(),
    postgres: chartPostgres(),
  };
}

/** Every generated file of the chart, by its path, and the page about its values. */
export function chartFiles(): Map<string, string> {
  // Helm reads YAML 1.1, where `on` is true.
  const head =
    '# Written by `npm run generate` from schemas/catalog.yaml, debezium/, the grants and the settings of the code.\n';
  return new Map([
    [
      join(CHART, 'files/catalog.yaml'),
      head + stringify(catalog(), { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false }),
    ],
    [join(CHART, 'values.schema.json'), `${JSON.stringify(valuesSchema('ref'), null, 2)}\n`],
    [join(HELM, 'values.md'), valuesTable()],
    ...copies('rules', /\.rules\.yml$/),
    ...copies('dashboards', /\.json$/),
  ]);
}

/** A packed chart has only what is in its folder. */
function copies(folder: string, names: RegExp): [string, string][] {
  return readdirSync(join(OBSERVABILITY, folder))
    .filter((name) => names.test(name))
    .toSorted()
    .map((name) => [
      join(CHART, 'files', folder, name),
      readFileSync(join(OBSERVABILITY, folder, name), 'utf8'),
    ]);
}
