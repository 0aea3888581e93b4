import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOKEN_SETTINGS } from '@stockproof/auth';
import { loadConfig, settings } from '@stockproof/config';
import { BROKER_SETTINGS } from '@stockproof/kafka';
import { parse } from 'yaml';
import { connectorFiles } from '../connect/register-connectors.js';
import { ensureSecrets } from '../secrets/secrets.js';
import { setUpStack } from '../set-up-stack.js';
import { consolePart } from '../parts/console-part.js';
import { identityPart } from '../parts/identity-part.js';
import { readInstance } from '../instance/instance.js';
import { servicePartsByCopy } from '../parts/service-parts.js';
import {
  CONNECT_FOLDER,
  OWN_FOLDER,
  type Receiver,
  SET_UP_USER,
  USERS,
} from '../containers/compose-names.js';
import { SUPERUSER_PASSWORD_FILE } from './hand-out.js';

interface Service {
  readonly user: string;
  readonly entrypoint?: readonly string[];
  readonly restart: string;
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly networks?: readonly string[] | Readonly<Record<string, unknown>>;
  readonly [more: string]: unknown;
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}
type SettingName = keyof typeof settings;

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const SET_UP = ['before-servers', 'before-services', 'after-services', 'renew-tokens'];
const OURS = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'reservation',
  'identity-provider',
  'console',
] as const;
const serviceOf = (name: string): Service =>
  compose.services[name] ?? { user: '', restart: '', volumes: [], environment: {} };
const envOf = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(serviceOf(name).environment).map(([key, value]) => [key, String(value)]));
const networksOf = ({ networks = [] }: Service): string[] =>
  [...(Array.isArray(networks) ? (networks as string[]) : Object.keys(networks))].sort();

describe('a container of docker-compose.yml', () => {
  it('has its own user, which is not root', () => {
    const users = Object.fromEntries(services.map(([name, { user }]) => [name, user]));
    const expected = [...Object.entries(USERS), ...SET_UP.map((name) => [name, SET_UP_USER] as const)];
    expect(users).toEqual(Object.fromEntries(expected.map(([name, user]) => [name, `${user}:${user}`])));
    expect(serviceOf('before-servers')['group_add']).toEqual(Object.values(USERS).map(String));
    for (const name of [...SET_UP, ...OURS, 'kafka', 'connect', 'postgres'].slice(1))
      expect(serviceOf(name)['group_add']).toBeUndefined();
  });

  it.each(services)('%s writes nothing but its volumes, and has no rights', (_name, service) => {
    expect(service).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    const rights = [
      'privileged',
      'cap_add',
      'devices',
      'pid',
      'ipc',
      'userns_mode',
      'volumes_from',
      'env_file',
      'secrets',
      'extra_hosts',
    ];
    expect(rights.filter((right) => right in service)).toEqual([]);
    expect(service['pids_limit']).toBeLessThanOrEqual(512);
    expect(service['mem_limit']).toMatch(/^(256m|[1-3]g)$/);
    // A healthcheck of whatever goes on; a step of set-up ends.
    expect('healthcheck' in service).toBe(service.restart !== 'no');
  });

  it('is on the networks of the services that it connects to', () => {
    expect(Object.fromEntries(services.map(([name, service]) => [name, networksOf(service)]))).toEqual({
      postgres: ['database'],
      kafka: ['kafka'],
      connect: ['connect', 'database', 'kafka'],
      'before-servers': [],
      'before-services': ['database', 'kafka'],
      'after-services': ['connect', 'edge'],
      'renew-tokens': ['edge'],
      'identity-provider': ['database', 'edge'],
      console: ['edge'],
      ingestion: ['database', 'edge', 'kafka'],
      'command-handler': ['connect', 'database', 'edge', 'kafka'],
      'availability-projection': ['database', 'edge', 'kafka'],
      recovery: ['database', 'edge', 'kafka'],
      reservation: ['database', 'edge', 'kafka'],
    });
    expect(
      services
        .filter(([, service]) => 'network_mode' in service)
        .map(([name, service]) => [name, service['network_mode']]),
    ).toEqual([['before-servers', 'none']]);
    expect(compose.networks).toEqual({
      edge: null,
      kafka: { internal: true },
      database: { internal: true },
      connect: { internal: true },
    });
    expect(serviceOf('connect').networks).toMatchObject({ connect: { aliases: ['connect-rest'] } });
  });

  it('publishes only what people use, on loopback', () => {
    const ports = services
      .filter(([, service]) => 'ports' in service)
      .map(([name, { ports }]) => [name, ports]);
    expect(Object.fromEntries(ports)).toEqual(
      Object.fromEntries(
        [
          ['ingestion', 3001],
          ['command-handler', 3002],
          ['availability-projection', 3003],
          ['recovery', 3004],
          ['reservation', 3005],
          ['identity-provider', 3007],
          ['console', 3000],
        ].map(([name, port]) => [name, [`127.0.0.1:${port}:${port}`]]),
      ),
    );
  });

  it('has only its own volume; complete secrets belong to set-up', () => {
    const mounts = services.flatMap(([name, { volumes }]) =>
      volumes.map(
        (volume) => [volume.split(':')[0] ?? '', `${name}:${volume.split(':').slice(1).join(':')}`] as const,
      ),
    );
    const own = (reader: string, target: string, folder = reader): string[] => [
      `before-servers:/handed/${folder}`,
      `${reader}:${target}:ro,nocopy`,
    ];
    const byVolume = Object.fromEntries(
      Object.keys(compose.volumes).map((volume) => [
        volume,
        mounts
          .filter(([one]) => one === volume)
          .map(([, at]) => at)
          .sort(),
      ]),
    );
    expect(byVolume).toEqual({
      home: [
        'after-services:/home/stockproof:ro',
        'before-servers:/home/stockproof',
        'before-services:/home/stockproof',
      ],
      credentials: [
        'after-services:/credentials',
        'before-servers:/handed/credentials',
        'renew-tokens:/credentials',
      ],
      'postgres-access': own('postgres', '/access'),
      'kafka-config': own('kafka', '/mnt/shared/config'),
      'connect-config': own('connect', CONNECT_FOLDER),
      ...Object.fromEntries(OURS.map((name) => [name, own(name, OWN_FOLDER).sort()])),
      evidence: ['recovery:/evidence'],
      'evidence-keys': ['recovery:/evidence-keys'],
      kafka: ['kafka:/var/lib/kafka/data'],
      postgres: ['postgres:/var/lib/postgresql'],
      sealed: ['recovery:/sealed'],
    });
    expect(mounts.filter(([volume]) => !(volume in compose.volumes))).toEqual([]);
  });

  it('has in its image the folders whose owner its volumes inherit', () => {
    const text = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, '');
    expect(/for name in ([a-z -]+);/.exec(text)?.[1]?.split(' ')).toEqual(Object.keys(USERS));
    expect(text).toContain(`install -d -o ${SET_UP_USER} -g ${SET_UP_USER} -m 0750 "/handed/$name"`);
    expect(text).toContain(
      `install -d -o ${SET_UP_USER} -g ${SET_UP_USER} -m 0700 /home/stockproof /credentials /handed/credentials`,
    );
    expect(text).toContain(
      `install -d -o ${USERS.recovery} -g ${USERS.recovery} -m 0700 /evidence /evidence-keys /sealed`,
    );
  });
});

describe('a variable of docker-compose.yml', () => {
  const all = services.flatMap(([name]) =>
    Object.entries(envOf(name)).map(([key, value]) => [`${name} ${key}`, value] as const),
  );

  it('comes from outside if it names the identity provider, and has no default that admits anyone', () => {
    const names = [...readFileSync('docker-compose.yml', 'utf8').matchAll(/(?<!\$)\$\{?([A-Z_]+)/g)].map(
      ([, name]) => name,
    );
    expect([...new Set(names)].sort()).toEqual([
      'STOCKPROOF_IDENTITY_URL',
      'STOCKPROOF_OIDC_AUDIENCE',
      'STOCKPROOF_OIDC_ISSUER',
      'STOCKPROOF_OIDC_JWKS',
      'STOCKPROOF_OIDC_ROLES_CLAIM',
      'STOCKPROOF_OIDC_SELLER_CLAIM',
    ]);
  });

  it('contains no secret, but the name of a file', () => {
    const secret = /PASSWORD|SECRET|LOGIN|DATABASE_URL|AUDIT_|CONNECT_URL|JAAS|TOKEN|_KEY|CREDENTIAL/;
    const file = /_FILE$|_DIR$/;
    const named = all
      .filter(([name]) => secret.test(name.split(' ')[1] ?? '') && !file.test(name))
      .filter(([, value]) => !value.startsWith('/'));
    expect(named).toEqual([]);
    expect(
      all
        .filter(([, value]) => /:\/\/[^/]*:[^/@]*@|password|stockproof:/i.test(value))
        .filter(([, value]) => value !== `/access/${SUPERUSER_PASSWORD_FILE}`),
    ).toEqual([]);
  });
});

describe('the environment of a service in docker-compose.yml', () => {
  const home = mkdtempSync(join(tmpdir(), 'compose-'));
  const handed = join(home, 'handed');
  const filesOf = (name: Receiver): string[] => readdirSync(join(handed, name)).sort();
  beforeAll(() =>
    setUpStack({
      step: 'before-servers',
      home,
      handed,
      credentials: '',
      ingestion_url: '',
      identity_url: '',
      contract_file: '',
    }),
  );
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  /** As it is in its source: no service exports it. */
  const readBy = (name: string): SettingName[] => {
    const folder = `apps/${name}/src`;
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    const source = files.map((file) => readFileSync(`${folder}/${file}`, 'utf8')).join('\n');
    const lists = source.matchAll(/const (?:[A-Z]+_)?SETTINGS = \[([\s\S]*?)\] as const/g);
    const block = [...lists].map(([, list]) => list).join();
    return [
      ...[...block.matchAll(/'(STOCKPROOF_[A-Z_]+)'/g)].map(([, setting]) => setting as SettingName),
      ...(block.includes('BROKER_SETTINGS') ? BROKER_SETTINGS : []),
      ...(block.includes('TOKEN_SETTINGS') ? TOKEN_SETTINGS : []),
      ...(/openSecurityLog\(|SecurityLogModule/.test(source)
        ? (['STOCKPROOF_SECURITY_DATABASE_URL'] as const)
        : []),
    ];
  };
  /** The name of the setting that a variable says, itself or by a file. */
  const settingOf = (variable: string): string =>
    variable in settings ? variable : variable.replace(/_FILE$/, '');

  it.each(OURS)('of %s: every setting that it requires, and none that it does not read', (name) => {
    const names = readBy(name);
    expect(names.length).toBeGreaterThan(6);
    const given = Object.keys(envOf(name)).map(settingOf);
    expect(
      names.filter((one) => !settings[one].safeParse(undefined).success && !given.includes(one)),
    ).toEqual([]);
    expect(given.filter((one) => !names.includes(one as SettingName))).toEqual([]);
  });

  it.each(OURS)('of %s: the values of `npm start`', async (name) => {
    const instance = readInstance({ STOCKPROOF_HOME: home });
    const secrets = await ensureSecrets(home);
    const parts = [
      ...servicePartsByCopy(instance, secrets, null).flat(),
      identityPart(instance, secrets, null),
      consolePart(instance, null),
    ];
    const part = parts.find((one) => one.name === name)?.env ?? {};
    const theirs = Object.entries(part)
      .filter(([key, value]) => value !== '' && key !== 'STOCKPROOF_HOME')
      .map(([key]) => key);
    const only_here = [
      'STOCKPROOF_OIDC_JWKS',
      'STOCKPROOF_OIDC_ROLES_CLAIM',
      'STOCKPROOF_OIDC_SELLER_CLAIM',
      'STOCKPROOF_OIDC_AUDIENCE',
      'STOCKPROOF_CONSOLE_PROVIDER_URL',
    ];
    // Only the embedded stack has a supervisor.
    const only_there = ['STOCKPROOF_SUPERVISOR_URL'];
    expect(
      Object.keys(envOf(name))
        .map(settingOf)
        .filter((one) => !only_here.includes(one))
        .sort(),
    ).toEqual(theirs.filter((one) => !only_there.includes(one)).sort());
  });

  it.each(OURS)('of %s: every file that it names, and no other', (name) => {
    const named = Object.values(envOf(name))
      .filter((value) => value.startsWith(`${OWN_FOLDER}/`))
      .map((value) => value.slice(OWN_FOLDER.length + 1));
    // It has one server, PostgreSQL, whose address names the authority.
    if (name === 'identity-provider') named.push('ca.crt');
    expect(named.sort()).toEqual(filesOf(name));
  });

  it.each(OURS)('of %s: files that it can start with', (name) => {
    const env = Object.entries(envOf(name)).map(([key, value]) => [
      key,
      value.replace(OWN_FOLDER, join(handed, name)).replace(/^\$\{\w+:?-(.*)\}$/, '$1'),
    ]);
    const config = Object.values(
      loadConfig(readBy(name), Object.fromEntries(env) as Record<string, string>),
    ).map(String);
    const urls = config.filter((value) => value.startsWith('postgres://'));
    const access = `?sslmode=verify-full&sslrootcert=${OWN_FOLDER}/ca.crt&channel_binding=require`;
    expect(urls.filter((url) => !url.endsWith(access) || !url.includes('@postgres:5432/'))).toEqual([]);
    const databases = { 'identity-provider': 1, console: 0 }[name as string] ?? 2;
    expect(urls.length).toBeGreaterThanOrEqual(databases);
  });

  it('of the servers: every file that they name, and no other', () => {
    const [, , install = ''] = serviceOf('postgres').entrypoint ?? [];
    const copied = (/-t \/run\/stockproof ([\w. ]+) &&/.exec(install)?.[1] ?? '').split(' ');
    expect(envOf('postgres')['POSTGRES_PASSWORD_FILE']).toBe(`/access/${SUPERUSER_PASSWORD_FILE}`);
    expect([...copied, SUPERUSER_PASSWORD_FILE].sort()).toEqual(filesOf('postgres'));
    const login = connectorFiles()
      .flatMap(({ config }) => Object.values(config))
      .flatMap((value) => [...value.matchAll(/LOGIN_DIR\}\/([\w.]+)/g)].map(([, file = '']) => file));
    const started = (serviceOf('connect')['command'] as readonly string[])
      .flatMap((arg) => [...arg.matchAll(/\/connect\/([\w.]+)/g)])
      .map(([, file = '']) => file);
    expect([...new Set([...login, ...started, 'credentials.properties'])].sort()).toEqual(filesOf('connect'));
    expect(filesOf('kafka')).toEqual(['server.properties']);
  });
});
