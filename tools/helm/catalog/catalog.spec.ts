import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { connectorFiles } from '@stockproof/embedded';
import { parse } from 'yaml';
import { chartConnectors } from './connect.js';
import { objectName } from './names.js';
import { chartRoutes } from './routes.js';
import { chartTopics } from './topics.js';
import { chartUsers } from './users.js';

interface CatalogTopic {
  readonly name: string;
  readonly producers: readonly string[];
  readonly readers: readonly { readonly name: string }[];
}
const { topics } = parse(readFileSync('schemas/catalog.yaml', 'utf8')) as { topics: CatalogTopic[] };
const users = chartUsers();
const logins = users.map(({ name }) => name);
const aclsOf = (operation: string): [string, string][] =>
  users.flatMap(({ name, acls }) =>
    acls
      .filter(({ type, operations }) => type === 'allow' && operations.includes(operation))
      .map(({ resource }): [string, string] => [name, resource.name]),
  );

describe('the topics of the chart', () => {
  it('are those of the catalog and the ones that the plumbing needs, by names that Kubernetes takes', () => {
    const ours = chartTopics(8);
    const plumbing = /^(?:__debezium-heartbeat\.|stockproof_connect_)/;
    expect(ours.map(({ topic }) => topic).filter((name) => !plumbing.test(name))).toEqual(
      topics.map(({ name }) => name),
    );
    expect(ours.map(({ name }) => name)).toEqual(ours.map(({ name }) => objectName(name)));
    expect(new Set(ours.map(({ name }) => name)).size).toBe(ours.length);
    for (const { name } of ours) expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/);
  });
});

describe('the permissions of the chart', () => {
  it('to write: the producers that the catalog names', () => {
    const wanted = topics.flatMap(({ name, producers }) =>
      producers.filter((login) => logins.includes(login)).map((login) => [login, name]),
    );
    const given = aclsOf('Write').filter(([, name]) => topics.some((topic) => topic.name === name));
    expect(given.toSorted()).toEqual(wanted.toSorted());
  });

  it('to read: the readers that the catalog names, and the auditor', () => {
    const wanted = topics.flatMap(({ name, readers }) =>
      readers.filter((reader) => logins.includes(reader.name)).map((reader) => [reader.name, name]),
    );
    const given = aclsOf('Read').filter(([, name]) => topics.some((topic) => topic.name === name));
    expect(given.toSorted()).toEqual(wanted.toSorted());
    expect(aclsOf('Read')).toContainEqual(['auditor', '*']);
  });

  it('of the autoscaler: to ask, and nothing else', () => {
    const scaler = users.find(({ name }) => name === 'autoscaler')?.acls ?? [];
    expect(new Set(scaler.flatMap(({ operations }) => operations))).toEqual(new Set(['Describe']));
  });

  it('are of nobody that only development has', () => {
    expect(logins.filter((name) => name.startsWith('seller'))).toEqual([]);
  });
});

describe('the connectors of the chart', () => {
  it('are those of debezium/, with another path of one file', () => {
    const whole = chartConnectors().map(({ name, class: connector_class, tasks_max, config }) => ({
      name,
      config: {
        ...config,
        'connector.class': connector_class,
        'tasks.max': String(tasks_max),
        'database.sslrootcert': '${env:STOCKPROOF_CDC_LOGIN_DIR}/ca.crt',
      },
    }));
    expect(whole).toEqual(connectorFiles().map(({ name, config }) => ({ name, config })));
  });
});

describe('the routes of the chart', () => {
  it('lead each path to one service, and not to what only services ask', () => {
    const routes = chartRoutes();
    expect(new Set(routes.map(({ path }) => path)).size).toBe(routes.length);
    expect(routes).toContainEqual({ path: '/v1/availability', to: 'availability' });
    expect(routes.map(({ path }) => path)).not.toContain('/v1/introspect');
    expect(routes.map(({ path }) => path)).not.toContain('/v1/positions');
  });
});
