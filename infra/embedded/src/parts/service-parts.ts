import { dirname, join, resolve } from 'node:path';
import { connectUrl } from '../connect/rest-login.js';
import type { PartSpec } from '../part.js';
import { evidenceKeysDir, jwksFile, privateKeyFile, sealedDir, sealedStore } from '../secrets/keys.js';
import { producerKeyFile, producerRootsFile } from '../secrets/producer-keys.js';
import type { Secrets } from '../secrets/secrets.js';
import { caFile } from '../tls/ensure-tls.js';
import type { PartUsers } from '../users/part-users.js';
import { runAs } from '../users/run-as.js';
import type { Instance } from '../instance/instance.js';
import { portOfCopy } from '../instance/topology.js';
import { brokersVia } from './broker-parts.js';
import { heapFlags } from './heap-flags.js';
import { type Service, serviceLogins, SERVICES } from './service-logins.js';
import { withCopies } from './with-copies.js';

/** Name of a service in `urls`, `ports` and the setting of its port. */
const NAMES = {
  ingestion: 'ingestion',
  'command-handler': 'command_handler',
  'availability-projection': 'availability',
  recovery: 'recovery',
  reservation: 'reservation',
} as const satisfies Readonly<Record<Service['name'], keyof Instance['urls']>>;

/**
 * The services as parts: the first copy of each, the second of each, and so on. A copy has the logins and the signing key
 * of its service, and a port of its own.
 */
export function servicePartsByCopy(
  instance: Instance,
  secrets: Secrets,
  users: PartUsers | null,
): PartSpec[][] {
  return Array.from({ length: instance.topology.copies }, (_none, at) =>
    SERVICES.map((service, index) => {
      const first = servicePart(service, instance, secrets);
      const copy = at + 1;
      const part =
        copy === 1
          ? first
          : copyOf(first, service.name, copy, portOfCopy(instance.first_port, copy, index), instance);
      return users === null
        ? part
        : runAs(withCopies(part, service.name, instance.home), users[service.name]);
    }),
  );
}

/** Another process of the service: what only one process may have is its own. */
function copyOf(
  first: PartSpec,
  service: Service['name'],
  copy: number,
  port: number,
  { home, urls }: Instance,
): PartSpec {
  const url = new URL(urls[NAMES[service]]);
  url.port = String(port);
  return {
    ...first,
    name: `${service}-${copy}`,
    env: {
      ...first.env,
      [`STOCKPROOF_${NAMES[service].toUpperCase()}_PORT`]: String(port),
      ...(service === 'recovery'
        ? {
            STOCKPROOF_EVIDENCE_KEYS_DIR: join(evidenceKeysDir(home), `copy-${copy}`),
            STOCKPROOF_SEALED_WORK_DIR: join(sealedDir(home), `work-${copy}`),
          }
        : {}),
    },
    ready: async () => (await fetch(`${url.origin}/health/ready`)).ok,
  };
}

function servicePart(service: Service, instance: Instance, secrets: Secrets): PartSpec {
  const { host, via, home, urls } = instance;
  const servers = {
    postgres: `${host}:${via.postgres}`,
    ca_file: caFile(home),
    connect_url: connectUrl(urls.connect, secrets.connect_password),
  };
  return {
    name: service.name,
    command: process.execPath,
    args: [...process.execArgv, ...heapFlags(service.name), resolve(`dist/apps/${service.name}/src/main.js`)],
    env: {
      STOCKPROOF_HOME: home,
      STOCKPROOF_HOST: host,
      STOCKPROOF_KAFKA_BROKERS: brokersVia(instance),
      STOCKPROOF_KAFKA_CA_FILE: caFile(home),
      STOCKPROOF_INGESTION_URL: urls.ingestion,
      STOCKPROOF_CONTRACT_FILE: resolve(instance.contract_file),
      STOCKPROOF_OIDC_ISSUER: instance.other_issuer ?? urls.identity,
      STOCKPROOF_JWKS_FILE: jwksFile(home),
      STOCKPROOF_SERVICE_KEY_FILE: privateKeyFile(home, service.name),
      ...producerEnv(service.name, home),
      ...serviceLogins(service, secrets, servers),
      ...(service.name === 'recovery' ? recoveryEnv(instance) : {}),
    },
    stop_signal: 'SIGTERM',
    stop_within_ms: 20_000,
    ready: async () => (await fetch(`${urls[NAMES[service.name]]}/health/ready`)).ok,
    ready_within_ms: 120_000,
  };
}

/** Who writes updates has a key to sign them with; who reads them has what all these keys derive from. */
function producerEnv(service: Service['name'], home: string): Record<string, string> {
  switch (service) {
    case 'ingestion':
      return { STOCKPROOF_PRODUCER_KEY_FILE: producerKeyFile(home, 'ingestion') };
    case 'recovery':
      return { STOCKPROOF_PRODUCER_KEY_FILE: producerKeyFile(home, 'redrive') };
    case 'command-handler':
      return { STOCKPROOF_PRODUCER_ROOTS_FILE: producerRootsFile(home) };
    default:
      return {};
  }
}

function recoveryEnv({ home, contract_file }: Instance): Record<string, string> {
  return {
    STOCKPROOF_CONTRACTS_DIR: dirname(resolve(contract_file)),
    STOCKPROOF_EVIDENCE_KEYS_DIR: evidenceKeysDir(home),
    STOCKPROOF_EVIDENCE_DIR: join(home, 'evidence'),
    // An empty text of the operator is kept: nothing is sealed.
    STOCKPROOF_SEALED_STORE: process.env['STOCKPROOF_SEALED_STORE'] ?? sealedStore(home),
    STOCKPROOF_SEALED_WORK_DIR: join(sealedDir(home), 'work'),
  };
}
