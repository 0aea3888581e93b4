import { resolve } from 'node:path';
import { type WorkerOptions, workerProperties } from '../connect/worker-properties.js';
import { workerAnswers } from '../connect/connect.js';
import { restLogin } from '../connect/rest-login.js';
import { type BrokerOptions, brokerProperties } from '../kafka/broker-properties.js';
import { properties } from '../java.js';
import { brokerAccepts } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import { CLUSTER_ARGS, type PostgresOptions, SERVER_SETTINGS, serverAnswers, settingArgs } from '../postgres/postgres.js';
import { type ContainerSpec, IMAGES } from './container-spec.js';
import { connectImageEnv, postgresImageEnv } from './image-env.js';

const HEAP = '-Xmx768m';
const KAFKA_DATA = '/var/lib/kafka/data';
/** Where Kafka's image looks for its settings; a password and a key do not stand in variables, which `docker inspect` shows. */
const KAFKA_CONFIG = '/mnt/shared/config/server.properties';

/** Where we put who may ask Connect. */
const CONNECT_REST = '/rest';

/** How Kafka is set in a container of its image: the text of its file. */
export function kafkaImageConfig(options: BrokerOptions): string {
  return properties(brokerProperties(options, KAFKA_DATA));
}

/** PostgreSQL of the official image as a part. */
export function postgresContainer(name: string, options: Omit<PostgresOptions, 'data_dir'>): PartSpec {
  const { host, port, superuser_password } = options;
  return containerPart('postgres', {
    name: `${name}-postgres`,
    image: IMAGES.postgres,
    command: ['postgres', ...settingArgs({ listen_addresses: host, port, ...SERVER_SETTINGS })],
    env: postgresImageEnv(superuser_password, CLUSTER_ARGS),
    data_dir: '/var/lib/postgresql',
  }, () => serverAnswers(options));
}

/** Kafka of the official image as a part; its entry point formats the log on first use. */
export function kafkaContainer(name: string, options: BrokerOptions): PartSpec {
  return containerPart('kafka', {
    name: `${name}-kafka`,
    image: IMAGES.kafka,
    command: [],
    env: { KAFKA_HEAP_OPTS: HEAP },
    files: { [KAFKA_CONFIG]: kafkaImageConfig(options) },
    data_dir: KAFKA_DATA,
  }, () => brokerAccepts(options));
}

/** Kafka Connect of Debezium's image as a part; what it has to remember lies in Kafka. */
export function connectContainer(name: string, options: WorkerOptions): PartSpec {
  const { host, port, cdc_env } = options;
  return containerPart('connect', {
    name: `${name}-connect`,
    image: IMAGES.connect,
    command: [],
    env: {
      HEAP_OPTS: HEAP, KAFKA_OPTS: `-Djava.security.auth.login.config=${CONNECT_REST}/login.conf`, ADVERTISED_HOST_NAME: host, ADVERTISED_PORT: String(port),
      ...connectImageEnv(workerProperties(options)), ...cdc_env,
    },
    files: Object.fromEntries(Object.entries(restLogin(options.rest_password, CONNECT_REST)).map(([name, text]) => [`${CONNECT_REST}/${name}`, text])),
    data_dir: null,
  }, () => workerAnswers(options));
}

/** The process that starts the container, lives as long as it does, and takes it along when it is told to end. */
function containerPart(name: string, container: ContainerSpec, ready: () => Promise<boolean>): PartSpec {
  return {
    name,
    command: process.execPath,
    args: [...process.execArgv, resolve('dist/infra/embedded/src/containers/keep-container.js'), container.name],
    // Its reaper is for tests that forget; here whoever started the container ends it.
    env: { STOCKPROOF_CONTAINER: JSON.stringify(container), TESTCONTAINERS_RYUK_DISABLED: 'true' },
    stop_signal: 'SIGTERM',
    stop_within_ms: 40_000,
    ready,
    // An image may have to be fetched first.
    ready_within_ms: 600_000,
  };
}
