import { dirname, join, resolve } from 'node:path';
import { databaseUrl } from '@stockproof/postgres';
import { connectUrl } from '../connect/rest-login.js';
import type { PartSpec } from '../part.js';
import type { DATABASES, PasswordRole } from '../postgres/databases.js';
import { evidenceKeysDir, jwksFile, privateKeyFile, type Signer } from '../secrets/keys.js';
import { producerKeyFile, producerRootsFile } from '../secrets/producer-keys.js';
import type { Secrets } from '../secrets/secrets.js';
import { caFile } from '../tls/ensure-tls.js';
import type { Instance } from './instance.js';

interface Service {
  readonly name: Signer;
  readonly url: keyof Instance['urls'];
  readonly database: (typeof DATABASES)[number];
  readonly role: PasswordRole;
}

/**
 * A replay makes much that is gone at once: a large young generation, and a heap that grows before it is swept, would hold
 * hundreds of MB of it for nothing. Measured on 2,000,000 rows: 246 MiB with the first alone, 158 with both, at 5 to 30% of the time.
 */
const LITTLE_GARBAGE = ['--max-semi-space-size=2', '--heap-growing-percent=50'];

const SERVICES: readonly Service[] = [
  { name: 'ingestion', url: 'ingestion', database: 'identity', role: 'ingestion' },
  { name: 'command-handler', url: 'command_handler', database: 'inventory', role: 'command_handler' },
  {
    name: 'availability-projection', url: 'availability', database: 'availability', role: 'availability_projection',
  },
  { name: 'recovery', url: 'recovery', database: 'recovery', role: 'recovery' },
  { name: 'reservation', url: 'reservation', database: 'reservation', role: 'reservation' },
];

/** The services as parts. Each gets its own logins and its own signing key, nobody else's. */
export function serviceParts(instance: Instance, secrets: Secrets): PartSpec[] {
  return SERVICES.map((service) => servicePart(service, instance, secrets));
}

function servicePart(service: Service, instance: Instance, secrets: Secrets): PartSpec {
  const { host, via, home, urls } = instance;
  const database = (role: PasswordRole, name: string): string => databaseUrl({
    user: role, password: secrets.role_passwords[role], server: `${host}:${via.postgres}`, database: name, ca_file: caFile(home),
  });
  return {
    name: service.name,
    command: process.execPath,
    args: [...process.execArgv, ...(service.name === 'recovery' ? LITTLE_GARBAGE : []), resolve(`dist/apps/${service.name}/src/main.js`)],
    env: {
      STOCKPROOF_HOME: home,
      STOCKPROOF_HOST: host,
      STOCKPROOF_KAFKA_BROKERS: `${host}:${via.kafka}`,
      STOCKPROOF_KAFKA_LOGIN: `${service.name}:${secrets.kafka_passwords[service.name]}`,
      STOCKPROOF_KAFKA_CA_FILE: caFile(home),
      STOCKPROOF_INGESTION_URL: urls.ingestion,
      STOCKPROOF_CONTRACT_FILE: resolve(instance.contract_file),
      STOCKPROOF_OIDC_ISSUER: instance.other_issuer ?? urls.identity,
      STOCKPROOF_JWKS_FILE: jwksFile(home),
      STOCKPROOF_SERVICE_KEY_FILE: privateKeyFile(home, service.name),
      ...producerEnv(service.name, home),
      [`STOCKPROOF_${service.database.toUpperCase()}_DATABASE_URL`]: database(service.role, service.database),
      STOCKPROOF_SECURITY_DATABASE_URL: database(service.role, 'security'),
      ...(service.name === 'ingestion' ? { STOCKPROOF_SECURITY_AUDIT_URL: database('security_auditor', 'security') } : {}),
      ...(service.name === 'command-handler' ? { STOCKPROOF_CONNECT_URL: connectUrl(urls.connect, secrets.connect_password) } : {}),
      ...(service.name === 'recovery' ? recoveryEnv(instance, secrets, database) : {}),
    },
    stop_signal: 'SIGTERM',
    stop_within_ms: 20_000,
    ready: async () => (await fetch(`${urls[service.url]}/health/ready`)).ok,
    ready_within_ms: 60_000,
  };
}

/** Who writes updates has a key to sign them with; who reads them has what all these keys derive from. */
function producerEnv(service: Service['name'], home: string): Record<string, string> {
  switch (service) {
    case 'ingestion': return { STOCKPROOF_PRODUCER_KEY_FILE: producerKeyFile(home, 'ingestion') };
    case 'recovery': return { STOCKPROOF_PRODUCER_KEY_FILE: producerKeyFile(home, 'redrive') };
    case 'command-handler': return { STOCKPROOF_PRODUCER_ROOTS_FILE: producerRootsFile(home) };
    default: return {};
  }
}

/** The recovery service reads the others' databases as the auditor, who may change nothing there. */
function recoveryEnv(
  { home, contract_file }: Instance, { kafka_passwords }: Secrets, database: (role: PasswordRole, name: string) => string,
): Record<string, string> {
  return {
    STOCKPROOF_REDRIVE_KAFKA_LOGIN: `redrive:${kafka_passwords.redrive}`,
    STOCKPROOF_AUDIT_INVENTORY_URL: database('auditor', 'inventory'),
    STOCKPROOF_AUDIT_AVAILABILITY_URL: database('auditor', 'availability'),
    STOCKPROOF_AUDIT_RESERVATION_URL: database('auditor', 'reservation'),
    STOCKPROOF_CONTRACTS_DIR: dirname(resolve(contract_file)),
    STOCKPROOF_EVIDENCE_KEYS_DIR: evidenceKeysDir(home),
    STOCKPROOF_EVIDENCE_DIR: join(home, 'evidence'),
  };
}
