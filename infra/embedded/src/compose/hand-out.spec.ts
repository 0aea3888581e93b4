import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '../postgres/role-limits.js';
import type { Secrets } from '../secrets/secrets.js';
import { setUpStack } from '../set-up-stack.js';
import { type Receiver, USERS } from '../containers/compose-names.js';

const home = mkdtempSync(join(tmpdir(), 'hand-out-'));
const handed = join(home, 'handed');
const receivers = Object.keys(USERS) as Receiver[];
const filesOf = (name: string): string[] => readdirSync(join(handed, name)).sort();
const textOf = (name: string, file: string): string => readFileSync(join(handed, name, file), 'latin1');
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const handOut = () =>
  setUpStack({
    step: 'before-servers',
    home,
    handed,
    credentials: '',
    ingestion_url: '',
    identity_url: '',
    contract_file: '',
  });

beforeAll(handOut);
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('what set-up writes for the containers', () => {
  it('is a folder for each, readable by one group and writable by none', () => {
    expect(readdirSync(handed).sort()).toEqual([...receivers, 'credentials'].sort());
    for (const name of receivers) {
      expect([name, modeOf(join(handed, name))]).toEqual([name, '750']);
      // Kafka's image adds to a copy of the file, and a copy has the same mode.
      const mode = name === 'kafka' ? '640' : '440';
      expect(filesOf(name).map((file) => [file, modeOf(join(handed, name, file))])).toEqual(
        filesOf(name).map((file) => [file, mode]),
      );
    }
    expect([modeOf(join(handed, 'credentials')), modeOf(join(handed, 'credentials', 'people.json'))]).toEqual(
      ['700', '600'],
    );
  });

  // Only root, and who is in the group, gives a file to it.
  (process.getuid?.() === 0 ? it : it.skip)('is read by the group of whom it is for, and by no other', () => {
    const groups = receivers.map((name) => [
      name,
      ...new Set(['.', ...filesOf(name)].map((file) => statSync(join(handed, name, file)).gid)),
    ]);
    expect(groups).toEqual(Object.entries(USERS).map(([name, user]) => [name, user]));
    expect(new Set(Object.values(USERS)).size).toBe(receivers.length);
  });

  it('is written again completely: changes are reverted and other files are removed', async () => {
    const before = receivers.map((name) => [name, filesOf(name)]);
    const login = textOf('ingestion', 'kafka-login');
    rmSync(join(handed, 'ingestion', 'kafka-login'));
    writeFileSync(join(handed, 'ingestion', 'kafka-login'), 'ingestion:mine');
    writeFileSync(join(handed, 'recovery', '.kafka-login.partial'), 'half');
    writeFileSync(join(handed, 'recovery', 'command-handler-login'), 'of an earlier version');
    await handOut();
    expect(receivers.map((name) => [name, filesOf(name)])).toEqual(before);
    expect(textOf('ingestion', 'kafka-login')).toBe(login);
    expect(modeOf(join(handed, 'ingestion', 'kafka-login'))).toBe('440');
  });
});

describe('a secret', () => {
  const secrets = (): Secrets => JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as Secrets;
  const holders = (secret: string): string[] =>
    [...receivers, 'credentials'].filter((name) =>
      filesOf(name).some((file) => textOf(name, file).includes(secret)),
    );
  const holdersOf = (passwords: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(passwords).map(([name, one]) => [name, holders(one)]));
  const jwk = (file: string): string =>
    (JSON.parse(readFileSync(join(home, 'keys', file), 'utf8')) as { d: string }).d;

  it('of PostgreSQL is given to the service that logs in with it', () => {
    expect(holders(secrets().superuser_password)).toEqual(['postgres']);
    expect(holdersOf(secrets().role_passwords)).toEqual({
      ingestion: ['ingestion'],
      command_handler: ['command-handler'],
      availability_projection: ['availability-projection'],
      recovery: ['recovery'],
      reservation: ['reservation'],
      identity_provider: ['identity-provider'],
      auditor: ['recovery'],
      security_auditor: ['ingestion'],
    });
    expect(Object.keys(secrets().role_passwords)).toEqual(ROLES.filter((role) => role !== 'debezium'));
  });

  it('of Kafka is given to the service that logs in with it; the one that configures Kafka to none', () => {
    expect(holdersOf(secrets().kafka_passwords)).toEqual({
      ingestion: ['ingestion'],
      'command-handler': ['command-handler'],
      'availability-projection': ['availability-projection'],
      recovery: ['recovery'],
      redrive: ['recovery'],
      reservation: ['reservation'],
      connect: ['connect'],
      auditor: [],
      'seller-42': [],
      'seller-1': [],
      broker: ['kafka'],
      setup: [],
    });
  });

  it('of Connect is given to Connect and to the service that restarts its connectors', () => {
    expect(holders(secrets().connect_password)).toEqual(['connect', 'command-handler']);
  });

  it('that signs is given to its signer', () => {
    for (const name of [
      'ingestion',
      'command-handler',
      'availability-projection',
      'recovery',
      'reservation',
      'console',
    ] as const) {
      expect(holders(jwk(join(name, 'service.jwk.json')))).toEqual([name]);
    }
    const producer = (holder: string, file: string): string[] =>
      holders(
        readFileSync(join(home, 'keys', holder, file), 'utf8')
          .trim()
          .split(':')
          .at(-1) ?? '',
      );
    expect(producer('command-handler', 'producer-roots.keys')).toEqual(['command-handler']);
    for (const name of ['ingestion', 'recovery']) expect(producer(name, 'producer.key')).toEqual([name]);
    const { keys } = JSON.parse(
      readFileSync(join(home, 'keys', 'identity-provider', 'signing-keys.json'), 'utf8'),
    ) as { keys: { d: string }[] };
    expect(holders(keys[0]?.d ?? '')).toEqual(['identity-provider']);
    const key = (name: string): string =>
      readFileSync(join(home, 'tls', `${name}.key`), 'utf8').split('\n')[1] ?? '';
    expect(
      Object.fromEntries(
        ['ca', 'kafka', 'kafka-setup', 'postgres', 'auditor'].map((name) => [name, holders(key(name))]),
      ),
    ).toEqual({ ca: [], kafka: ['kafka'], 'kafka-setup': [], postgres: ['postgres'], auditor: [] });
  });

  it('of a person is given to the service that renews its token', () => {
    const [{ password } = { password: '' }] = JSON.parse(readFileSync(join(home, 'people.json'), 'utf8')) as {
      password: string;
    }[];
    expect(holders(password)).toEqual(['credentials']);
  });
});

describe('the configuration of the servers of docker-compose.yml', () => {
  const lines = (): string[] => textOf('kafka', 'server.properties').trimEnd().split('\n');

  it('has no listener without TLS, and none without authentication', () => {
    expect(lines()).toContain(
      'listeners=CLIENTS://kafka:9092,CERTIFICATES://kafka:9095,INTERNAL://kafka:9094,CONTROLLER://kafka:9093',
    );
    expect(lines()).toContain(
      'listener.security.protocol.map=CLIENTS:SASL_SSL,CERTIFICATES:SSL,INTERNAL:SASL_SSL,CONTROLLER:SSL',
    );
    expect(lines()).toContain('listener.name.controller.ssl.client.auth=required');
    expect(lines()).toContain('listener.name.certificates.ssl.client.auth=required');
    expect(lines()).toContain('sasl.enabled.mechanisms=SCRAM-SHA-512');
    expect(lines()).toContain('super.users=User:broker;User:setup');
  });

  it('has one setting per line, certificates and keys too', () => {
    expect(lines().filter((line) => !/^[a-z.0-9-]+=\S/.test(line))).toEqual([]);
  });

  it('admits nobody to PostgreSQL without TLS and a login, Debezium by its certificate alone', () => {
    const hba = textOf('postgres', 'pg_hba.conf')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(hba).toEqual([
      'hostssl inventory debezium samenet cert',
      'host all debezium all reject',
      'hostssl all all samenet scram-sha-256',
      'local all postgres scram-sha-256',
    ]);
  });

  it('admits Connect to Kafka by its settings, and one login to Connect', () => {
    expect(textOf('connect', 'login.conf')).toMatch(
      /^KafkaConnect \{\n {2}\S+PropertyFileLoginModule required\n {2}file="\/connect\/credentials.properties";\n\};\n$/,
    );
    const settings = textOf('connect', 'connect.properties').split('\n');
    for (const whose of ['', 'producer.', 'consumer.', 'admin.'])
      expect(settings.filter((line) => line.startsWith(`${whose}sasl.jaas.config=`))).toEqual([
        expect.stringMatching(/ScramLoginModule required username="connect" password="[\w-]{24}";$/),
      ]);
    expect(settings).toContain('listeners=http://connect-rest:8083');
    expect(settings).toContain('bootstrap.servers=kafka:9092');
  });
});
