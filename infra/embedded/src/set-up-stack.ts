import { readFile } from 'node:fs/promises';
import { createKafkaJsBroker, type KafkaAccess } from '@stockproof/kafka';
import { parseContract } from '@stockproof/recovery-contract';
import { registerConnectors } from './connect/register-connectors.js';
import { writeServerFiles } from './containers/write-server-files.js';
import { writeClientFiles } from './kafka/client-files.js';
import { grants } from './kafka/grants.js';
import { ensureLogins, kafkaAccess } from './kafka/kafka-access.js';
import { SERVICE_LOGINS } from './kafka/logins.js';
import { connectTopicSpecs, topicSpecs } from './kafka/topics.js';
import { ensureDatabases, PASSWORD_ROLES, type PasswordRole } from './postgres/databases.js';
import { ensureDevCredentials } from './secrets/dev-credentials.js';
import { ensureKeys } from './secrets/keys.js';
import { ensurePeople } from './secrets/people.js';
import { ensureProducerKeys } from './secrets/producer-keys.js';
import { ensureSecrets } from './secrets/secrets.js';
import { migrateAll } from './supervisor/migrations.js';
import { instanceTls } from './supervisor/stack-parts.js';
import { waitUntil } from './wait-until.js';

export interface SetUpOptions {
  /**
   * What the servers start with comes before them; databases, logins, topics and keys before the services; connectors and
   * development keys after.
   */
  readonly step: 'before-servers' | 'before-services' | 'after-services';
  readonly home: string;
  readonly superuser_url: (database: string) => string;
  readonly role_password: string;
  /** host:port of Kafka's listener for clients, and of its controller's. */
  readonly kafka: string;
  readonly kafka_certificates: string;
  readonly kafka_controller: string;
  /** Where `before-servers` leaves what the servers start with. */
  readonly server_files: string;
  readonly connect_url: string;
  readonly ingestion_url: string;
  /** Of the provider that comes along; empty: operators come from another one, and there are no development keys. */
  readonly identity_url: string;
  readonly contract_file: string;
}

const WITHIN_MS = 120_000;
const LOGIN_WITHIN_MS = 30_000;

/** Makes ready, with the same functions as the embedded stack, servers that somebody else started. Idempotent. */
export async function setUpStack(options: SetUpOptions): Promise<void> {
  if (options.step === 'before-servers') {
    const { home, role_password, server_files } = options;
    return writeServerFiles({ home, secrets: await ensureSecrets(home), connect_password: role_password, folder: server_files });
  }
  if (options.step === 'after-services') {
    const registered = () => registerConnectors(options.connect_url).then(() => true);
    await waitUntil(registered, { what: 'Connect to take the connectors', within_ms: WITHIN_MS, every_ms: 1_000 });
    if (options.identity_url === '') return;
    const made = () => ensureDevCredentials(options.home, options.identity_url, options.ingestion_url).then(() => true);
    await waitUntil(made, { what: 'ingestion to make the development keys', within_ms: WITHIN_MS, every_ms: 1_000 });
    return;
  }
  await ensureKeys(options.home);
  await ensurePeople(options.home);
  await ensureProducerKeys(options.home);
  const passwords = Object.fromEntries(PASSWORD_ROLES.map((role) => [role, options.role_password])) as Record<PasswordRole, string>;
  await ensureDatabases(options.superuser_url('postgres'), passwords);
  await migrateAll(options.superuser_url);
  await makeKafkaReady(options);
}

/** The services' passwords are those that their variables hold; everybody else has a random one. */
async function makeKafkaReady({ home, kafka, kafka_certificates, kafka_controller, role_password, contract_file }: SetUpOptions): Promise<void> {
  const { kafka_passwords } = await ensureSecrets(home);
  const passwords = { ...kafka_passwords, ...Object.fromEntries(SERVICE_LOGINS.map((login) => [login, role_password])) };
  const tls = await instanceTls({ home, host: '127.0.0.1' });
  await ensureLogins(kafka_controller, tls['kafka-setup'], passwords);
  await writeClientFiles(home, { password: kafka, certificate: kafka_certificates }, passwords);
  await ensureAllTopics(kafkaAccess(home, kafka), contract_file);
}

/**
 * Creates every topic of the platform that is missing, with the count the contract pins, and says who may do what with them.
 * Waits for a broker that has not heard of the login yet.
 */
export async function ensureAllTopics(kafka: KafkaAccess, contract_file: string): Promise<void> {
  const contract = parseContract(await readFile(contract_file, 'utf8'), contract_file);
  const broker = createKafkaJsBroker({ client_id: 'stockproof-setup', ...kafka });
  const admin = await waitUntil(() => broker.admin(), { what: 'Kafka to let set-up in', within_ms: LOGIN_WITHIN_MS, every_ms: 100 });
  try {
    await admin.ensureTopics([...topicSpecs(contract.ordering_boundary.partitions, ''), ...connectTopicSpecs()]);
    await admin.ensureGrants(grants());
  } finally {
    await admin.close();
  }
}
