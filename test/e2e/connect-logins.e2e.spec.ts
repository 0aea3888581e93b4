import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { connectFetch, withoutLogin } from '@stockproof/connectors';
import { connectorFiles } from '@stockproof/embedded';
import { type Asking, impostor, runningStack } from '@stockproof/testing';

const stack = runningStack();
const { connect } = stack.urls;
const bare = withoutLogin(connect).replace(/\/$/, '');
const [file] = connectorFiles();
const name = file?.name ?? '';
const JSON_BODY = { 'content-type': 'application/json' };
const VALIDATE = '/connector-plugins/PostgresConnector/config/validate';

/** Paths of Connect's REST API; the last two are used between workers. */
const ASKED: readonly (readonly [string, string])[] = [
  ['GET', '/'],
  ['GET', '/connectors'],
  ['GET', '/connectors?expand=status'],
  ['GET', `/connectors/${name}`],
  ['GET', `/connectors/${name}/config`],
  ['GET', `/connectors/${name}/offsets`],
  ['GET', `/connectors/${name}/status`],
  ['GET', `/connectors/${name}/topics`],
  ['GET', '/connector-plugins'],
  ['GET', '/admin/loggers'],
  ['GET', '/health'],
  ['POST', '/connectors'],
  ['PUT', `/connectors/${name}/config`],
  ['PUT', VALIDATE],
  ['PUT', `/connectors/${name}/stop`],
  ['POST', `/connectors/${name}/restart`],
  ['DELETE', `/connectors/${name}`],
  ['DELETE', `/connectors/${name}/offsets`],
  ['PUT', '/admin/loggers/root'],
];
const BETWEEN_WORKERS = [
  ['POST', `/connectors/${name}/tasks`],
  ['PUT', `/connectors/${name}/fence`],
] as const;

function ask(method: string, path: string, authorization: string | null): Promise<Response> {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  return fetch(`${bare}${path}`, {
    method,
    headers: { ...JSON_BODY, ...(authorization === null ? {} : { authorization }) },
    ...body,
  });
}

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('Kafka Connect', () => {
  it.each(ASKED)('answers %s %s only with the login', async (method, path) => {
    for (const authorization of [null, basic('stockproof:wrong'), basic('connect:'), 'Bearer x']) {
      expect((await ask(method, path, authorization)).status).toBe(401);
    }
  });

  it.each(BETWEEN_WORKERS)('accepts no %s %s without a worker’s signature', async (method, path) => {
    expect((await ask(method, path, null)).ok).toBe(false);
  });

  it('answers with the login', async () => {
    const answer = await connectFetch(`${connect}/connectors`);
    expect([answer.status, await answer.json()]).toEqual([200, expect.arrayContaining([name])]);
  });

  it.each([
    ['producer.override.bootstrap.servers', '127.0.0.1:1'],
    ['producer.override.sasl.jaas.config', 'x required;'],
    ['producer.override.ssl.truststore.location', '/etc/passwd'],
    ['admin.override.security.protocol', 'PLAINTEXT'],
  ])('accepts no connector with %s', async (key, value) => {
    const config = { ...file?.config, [key]: value };
    const put = (path: string) =>
      connectFetch(`${connect}${path}`, { method: 'PUT', headers: JSON_BODY, body: JSON.stringify(config) });
    const refused = await put(`/connectors/${name}/config`);
    const said = `policy does not allow '${key.split('.override.')[1]}'`;
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(said)]);
  });

  const secrets = (held: unknown): string[] =>
    typeof held === 'string' ? [held] : Object.values(held as object).flatMap(secrets);

  // Who has the login could choose the server that Debezium connects to, and would receive its password
  // (finding F2).
  it.each<[string, Asking]>([
    ['disable', 'password'],
    ['require', 'password'],
    ['disable', 'md5'],
    ['disable', ['SCRAM-SHA-256']],
    ['require', ['SCRAM-SHA-256-PLUS', 'SCRAM-SHA-256']],
  ])('reveals nothing to a database that is not ours (sslmode %s, asked for %s)', async (mode, asks) => {
    const server = await impostor(asks);
    const validate = async (more: object): Promise<number> => {
      const there = {
        'database.hostname': '127.0.0.1',
        'database.port': String(server.port),
        'database.sslmode': mode,
      };
      const body = JSON.stringify({ name: 'elsewhere', ...file?.config, ...there, ...more });
      return (await connectFetch(`${connect}${VALIDATE}`, { method: 'PUT', headers: JSON_BODY, body }))
        .status;
    };
    expect([await validate({}), server.received()]).toEqual([200, '']);
    expect(server.came).toContain('debezium');
    // Nor under a name that it had before, nor without a login.
    for (const name of ['PASSWORD', 'LOGIN_DIR', 'USER'])
      await validate({ 'database.password': `\${env:STOCKPROOF_CDC_${name}}` });
    const known = secrets(JSON.parse(readFileSync(join(stack.home, 'secrets.json'), 'utf8')));
    expect(known.filter((secret) => server.received().includes(secret))).toEqual([]);
    // It prints a string that it is given, so the empty output above means that it does not know the
    // password.
    await validate({ 'database.password': 'said-aloud' });
    if (asks === 'password') expect(server.received()).toContain('said-aloud');
    await server.close();
  });
});
