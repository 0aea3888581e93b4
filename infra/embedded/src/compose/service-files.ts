import { readFile } from 'node:fs/promises';
import { jwksFile, privateKeyFile, type Signer } from '../secrets/keys.js';
import { accountsFile, issuerKeysFile } from '../secrets/people.js';
import { producerKeyFile, producerRootsFile } from '../secrets/producer-keys.js';
import type { Secrets } from '../secrets/secrets.js';
import {
  providerLogins,
  type Servers,
  type Service,
  serviceLogins,
  SERVICES,
} from '../parts/service-logins.js';
import { caFile } from '../tls/ensure-tls.js';
import { composeConnectUrl, OWN_FOLDER, SERVERS } from '../containers/compose-names.js';

/** Contents by file name, for one folder. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** The file that a secret setting is in: `STOCKPROOF_KAFKA_LOGIN` is in `kafka-login`. */
const fileOfSetting = (name: string): string =>
  name.slice('STOCKPROOF_'.length).toLowerCase().replaceAll('_', '-');

/** The servers of docker-compose.yml, with the login of Connect's REST API. */
export const composeServers = ({ connect_password }: Secrets): Servers => ({
  postgres: SERVERS.postgres,
  ca_file: `${OWN_FOLDER}/ca.crt`,
  connect_url: composeConnectUrl(connect_password),
});

/**
 * The files of each service that logs in to these servers: its logins, its keys, and the public keys of the
 * others. The keys must exist.
 */
export async function serviceFiles(
  home: string,
  secrets: Secrets,
  servers: Servers,
): Promise<Record<Signer | 'identity-provider', Files>> {
  const services = await Promise.all(
    SERVICES.map(async (service) => [service.name, await filesOf(service, home, secrets, servers)] as const),
  );
  const files = Object.fromEntries(services) as Record<Service['name'], Files>;
  return {
    ...files,
    'identity-provider': await filesOfProvider(home, secrets, servers),
    console: await filesOfConsole(home),
  };
}

/** The console logs in to the services alone, by tokens that it signs. */
function filesOfConsole(home: string): Promise<Files> {
  return copies({ 'service-key.json': privateKeyFile(home, 'console'), 'jwks.json': jwksFile(home) });
}

async function filesOfProvider(home: string, secrets: Secrets, servers: Servers): Promise<Files> {
  const logins = providerLogins(secrets, servers);
  const keys = { 'accounts.json': accountsFile(home), 'signing-keys.json': issuerKeysFile(home) };
  return { ...asFiles(logins), ...(await copies({ ...keys, 'ca.crt': caFile(home) })) };
}

const asFiles = (logins: Readonly<Record<string, string>>): Files =>
  Object.fromEntries(Object.entries(logins).map(([name, value]) => [fileOfSetting(name), `${value}\n`]));

async function filesOf(service: Service, home: string, secrets: Secrets, servers: Servers): Promise<Files> {
  const files = asFiles(serviceLogins(service, secrets, servers));
  return { ...files, ...(await copies(keysOf(service.name, home))) };
}

function keysOf(name: Service['name'], home: string): Readonly<Record<string, string>> {
  const own = { 'service-key.json': privateKeyFile(home, name) };
  const all = { ...own, 'ca.crt': caFile(home), 'jwks.json': jwksFile(home) };
  switch (name) {
    case 'ingestion':
      return { ...all, 'producer-key': producerKeyFile(home, 'ingestion') };
    case 'recovery':
      return { ...all, 'producer-key': producerKeyFile(home, 'redrive') };
    case 'command-handler':
      return { ...all, 'producer-roots': producerRootsFile(home) };
    default:
      return all;
  }
}

async function copies(paths: Readonly<Record<string, string>>): Promise<Files> {
  const files = Object.entries(paths).map(async ([name, path]) => [name, await readFile(path)] as const);
  return Object.fromEntries(await Promise.all(files));
}
