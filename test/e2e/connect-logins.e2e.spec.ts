import { describe, expect, it } from '@jest/globals';
import { connectFetch, withoutLogin } from '@stockproof/connectors';
import { connectorFiles } from '@stockproof/embedded';
import { runningStack } from '@stockproof/testing';

const { connect } = runningStack().urls;
const bare = withoutLogin(connect).replace(/\/$/, '');
const [file] = connectorFiles();
const name = file?.name ?? '';
const JSON_BODY = { 'content-type': 'application/json' };
const VALIDATE = '/connector-plugins/PostgresConnector/config/validate';

/** What Connect answers to; the last two are how its workers speak to each other. */
const ASKED: readonly (readonly [string, string])[] = [
  ['GET', '/'], ['GET', '/connectors'], ['GET', '/connectors?expand=status'], ['GET', `/connectors/${name}`],
  ['GET', `/connectors/${name}/config`], ['GET', `/connectors/${name}/offsets`], ['GET', `/connectors/${name}/status`],
  ['GET', `/connectors/${name}/topics`], ['GET', '/connector-plugins'], ['GET', '/admin/loggers'], ['GET', '/health'],
  ['POST', '/connectors'], ['PUT', `/connectors/${name}/config`], ['PUT', VALIDATE],
  ['PUT', `/connectors/${name}/stop`], ['POST', `/connectors/${name}/restart`], ['DELETE', `/connectors/${name}`],
  ['DELETE', `/connectors/${name}/offsets`], ['PUT', '/admin/loggers/root'],
];
const BETWEEN_WORKERS = [['POST', `/connectors/${name}/tasks`], ['PUT', `/connectors/${name}/fence`]] as const;

function ask(method: string, path: string, authorization: string | null): Promise<Response> {
  const body = method === 'GET' || method === 'DELETE' ? {} : { body: '{}' };
  return fetch(`${bare}${path}`, { method, headers: { ...JSON_BODY, ...(authorization === null ? {} : { authorization }) }, ...body });
}

const basic = (login: string): string => `Basic ${Buffer.from(login).toString('base64')}`;

describe('Kafka Connect', () => {
  it.each(ASKED)('answers %s %s to nobody without the login', async (method, path) => {
    for (const authorization of [null, basic('stockproof:wrong'), basic('connect:'), 'Bearer x']) {
      expect((await ask(method, path, authorization)).status).toBe(401);
    }
  });

  it.each(BETWEEN_WORKERS)('takes no %s %s that no worker signed', async (method, path) => {
    expect((await ask(method, path, null)).ok).toBe(false);
  });

  it('answers with it', async () => {
    const answer = await connectFetch(`${connect}/connectors`);
    expect([answer.status, await answer.json()]).toEqual([200, expect.arrayContaining([name])]);
  });

  it.each([
    ['producer.override.bootstrap.servers', '127.0.0.1:1'], ['producer.override.sasl.jaas.config', 'x required;'],
    ['producer.override.ssl.truststore.location', '/etc/passwd'], ['admin.override.security.protocol', 'PLAINTEXT'],
  ])('lets no connector say %s', async (key, value) => {
    const config = { ...file?.config, [key]: value };
    const put = (path: string) => connectFetch(`${connect}${path}`, { method: 'PUT', headers: JSON_BODY, body: JSON.stringify(config) });
    const refused = await put(`/connectors/${name}/config`);
    const said = `policy does not allow '${key.split('.override.')[1]}'`;
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(said)]);
  });
});
