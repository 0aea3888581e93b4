import { readFile } from 'node:fs/promises';
import { createKafkaJsBroker } from '@stockproof/kafka';
import { parseContract } from '@stockproof/recovery-contract';
import { registerConnectors } from './connect/register-connectors.js';
import { grants } from './kafka/grants.js';
import { topicSpecs } from './kafka/topics.js';
import { ensureDatabases, type Role, ROLES } from './postgres/databases.js';
import { ensureDevCredentials } from './secrets/dev-credentials.js';
import { ensureKeys } from './secrets/keys.js';
import { ensureProducerKeys } from './secrets/producer-keys.js';
import { migrateAll } from './supervisor/migrations.js';
import { waitUntil } from './wait-until.js';

export interface SetUpOptions {
  /** Databases, topics and keys come before the services; connectors and development keys after. */
  readonly step: 'before-services' | 'after-services';
  readonly home: string;
  readonly superuser_url: (database: string) => string;
  readonly role_password: string;
  readonly kafka: string;
  readonly connect_url: string;
  readonly ingestion_url: string;
  readonly contract_file: string;
}

const WITHIN_MS = 120_000;

/** Makes ready, with the same functions as the embedded stack, servers that somebody else started. Idempotent. */
export async function setUpStack(options: SetUpOptions): Promise<void> {
  if (options.step === 'after-services') {
    const registered = () => registerConnectors(options.connect_url).then(() => true);
    await waitUntil(registered, { what: 'Connect to take the connectors', within_ms: WITHIN_MS, every_ms: 1_000 });
    const made = () => ensureDevCredentials(options.home, options.ingestion_url).then(() => true);
    await waitUntil(made, { what: 'ingestion to make the development keys', within_ms: WITHIN_MS, every_ms: 1_000 });
    return;
  }
  await ensureKeys(options.home);
  await ensureProducerKeys(options.home);
  const passwords = Object.fromEntries(ROLES.map((role) => [role, options.role_password])) as Record<Role, string>;
  await ensureDatabases(options.superuser_url('postgres'), passwords);
  await migrateAll(options.superuser_url);
  await ensureAllTopics(options.kafka, options.contract_file);
}

/** Creates every topic of the platform that is missing, with the count the contract pins, and says who may do what with them. */
export async function ensureAllTopics(kafka: string, contract_file: string): Promise<void> {
  const contract = parseContract(await readFile(contract_file, 'utf8'), contract_file);
  const admin = await createKafkaJsBroker({ client_id: 'stockproof-setup', brokers: [kafka] }).admin();
  try {
    await admin.ensureTopics(topicSpecs(contract.ordering_boundary.partitions, ''));
    await admin.ensureGrants(grants());
  } finally {
    await admin.close();
  }
}
