import { readFile } from 'node:fs/promises';
import { createKafkaJsBroker, type KafkaAccess } from '@stockproof/kafka';
import { databaseUrl } from '@stockproof/postgres';
import { parseContract } from '@stockproof/recovery-contract';
import { waitUntil } from '@stockproof/timing';
import { registerConnectors } from './connect/register-connectors.js';
import { composeConnectUrl, SERVERS } from './containers/compose-names.js';
import { handOut } from './compose/hand-out.js';
import { writeClientFiles } from './kafka/client-files.js';
import { grants } from './kafka/grants.js';
import { ensureLogins, kafkaAccess } from './kafka/kafka-access.js';
import { connectTopicSpecs, topicSpecs } from './kafka/topics.js';
import { ensureDatabases } from './postgres/databases.js';
import { ensureDevCredentials } from './secrets/dev-credentials.js';
import { ensureKeys } from './secrets/keys.js';
import { moveKeysOfBefore } from './secrets/keys-of-before.js';
import { ensurePeople } from './secrets/people.js';
import { ensureProducerKeys } from './secrets/producer-keys.js';
import { ensureSecrets, type Secrets } from './secrets/secrets.js';
import { migrateAll } from './postgres/migrate-all.js';
import type { Replication } from './kafka/broker-properties.js';
import { instanceTls } from './parts/instance-tls.js';
import { caFile } from './tls/ensure-tls.js';

export interface SetUpOptions {
  /**
   * `before-servers`: passwords, keys and the files for each container. `before-services`: databases, logins
   * and topics. `after-services`: connectors and development keys.
   */
  readonly step: 'before-servers' | 'before-services' | 'after-services';
  /** Folder with everything that was created; only for set-up. */
  readonly home: string;
  /** Where `before-servers` writes the files of the other containers. */
  readonly handed: string;
  /** Folder of the development keys and tokens, next to `people.json`. */
  readonly credentials: string;
  readonly ingestion_url: string;
  /**
   * Of the provider that comes along; empty: operators come from another one, and there are no development
   * keys.
   */
  readonly identity_url: string;
  readonly contract_file: string;
  /** Of the topics; default: one copy. */
  readonly replication?: Replication;
}

const WITHIN_MS = 120_000;
const LOGIN_WITHIN_MS = 30_000;
const ONE_COPY: Replication = { factor: 1, min_insync: 1 };

/**
 * Prepares the servers and services of docker-compose.yml, with the functions of the embedded stack.
 * Idempotent.
 */
export async function setUpStack(options: SetUpOptions): Promise<void> {
  const secrets = await ensureSecrets(options.home);
  switch (options.step) {
    case 'before-servers':
      return makeSecrets(options, secrets);
    case 'before-services':
      return makeServersReady(options, secrets);
    case 'after-services':
      return finish(options, secrets);
  }
}

async function makeSecrets({ home, handed }: SetUpOptions, secrets: Secrets): Promise<void> {
  await moveKeysOfBefore(home);
  await ensureKeys(home);
  await ensurePeople(home);
  await ensureProducerKeys(home);
  await handOut({ home, secrets, folder: handed });
  const { kafka, kafka_mtls } = SERVERS;
  await writeClientFiles(home, { password: kafka, certificate: kafka_mtls }, secrets.kafka_passwords);
}

async function makeServersReady(
  { home, contract_file, replication }: SetUpOptions,
  secrets: Secrets,
): Promise<void> {
  const superuserUrl = (database: string): string =>
    databaseUrl({
      user: 'postgres',
      password: secrets.superuser_password,
      server: SERVERS.postgres,
      database,
      ca_file: caFile(home),
    });
  await ensureDatabases(superuserUrl('postgres'), secrets.role_passwords);
  await migrateAll(superuserUrl);
  const tls = await instanceTls({ home, host: '127.0.0.1' });
  await ensureLogins([SERVERS.kafka_controller], tls['kafka-setup'], secrets.kafka_passwords);
  await ensureAllTopics(kafkaAccess(home, SERVERS.kafka), contract_file, replication);
}

async function finish(
  { credentials, ingestion_url, identity_url }: SetUpOptions,
  { connect_password }: Secrets,
): Promise<void> {
  const registered = () => registerConnectors(composeConnectUrl(connect_password)).then(() => true);
  await waitUntil(registered, {
    what: 'Connect to take the connectors',
    within_ms: WITHIN_MS,
    every_ms: 1_000,
  });
  if (identity_url === '') return;
  const made = () => ensureDevCredentials(credentials, identity_url, ingestion_url).then(() => true);
  await waitUntil(made, {
    what: 'ingestion to make the development keys',
    within_ms: WITHIN_MS,
    every_ms: 1_000,
  });
}

/**
 * Creates all missing topics with the partition count of the contract, and sets the grants. Waits for a
 * broker that does not know the login yet. A topic that exists keeps its replication. Idempotent.
 */
export async function ensureAllTopics(
  kafka: KafkaAccess,
  contract_file: string,
  { factor, min_insync }: Replication = ONE_COPY,
): Promise<void> {
  const contract = parseContract(await readFile(contract_file, 'utf8'), contract_file);
  const broker = createKafkaJsBroker({ client_id: 'stockproof-setup', ...kafka, replication_factor: factor });
  const admin = await waitUntil(() => broker.admin(), {
    what: 'Kafka to let set-up in',
    within_ms: LOGIN_WITHIN_MS,
    every_ms: 100,
  });
  try {
    const topics = [...topicSpecs(contract.ordering_boundary.partitions, ''), ...connectTopicSpecs()];
    const in_sync = { 'min.insync.replicas': String(min_insync) };
    await admin.ensureTopics(topics.map((topic) => ({ ...topic, config: { ...topic.config, ...in_sync } })));
    await admin.ensureGrants(grants());
  } finally {
    await admin.close();
  }
}
