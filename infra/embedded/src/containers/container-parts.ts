import { resolve } from 'node:path';
import { captureEnv, captureFiles } from '../connect/capture-login.js';
import { type WorkerOptions, workerProperties } from '../connect/worker-properties.js';
import { workerAnswers } from '../connect/connect.js';
import { restLogin } from '../connect/rest-login.js';
import { type BrokerOptions, brokerProperties } from '../kafka/broker-properties.js';
import { properties } from '../java.js';
import { brokerAccepts } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import { accessFiles } from '../postgres/access-files.js';
import { type PostgresOptions, serverAnswers } from '../postgres/postgres.js';
import { accessSettings, CLUSTER_ARGS, SERVER_SETTINGS, settingArgs } from '../postgres/server-settings.js';
import { type ContainerSpec, IMAGES } from './container-spec.js';
import { connectImageEnv, postgresImageEnv } from './image-env.js';

const HEAP = '-Xmx768m';
const KAFKA_DATA = '/var/lib/kafka/data';
/**
 * Where Kafka's image looks for its settings; a password and a key do not be in variables, which `docker
 * inspect` shows.
 */
const KAFKA_CONFIG = '/mnt/shared/config/server.properties';

/** Where we put who may ask Connect, and as whom it comes into PostgreSQL. */
const CONNECT_REST = '/rest';
/** Where we put who may come into PostgreSQL. */
const POSTGRES_ACCESS = '/etc/stockproof';

/** Configuration of Kafka in a container of its image: the text of its settings file. */
export function kafkaImageConfig(options: BrokerOptions): string {
  return properties(brokerProperties(options, KAFKA_DATA));
}

/**
 * What is put into a container is root's; the server takes a key of its own user's only. Then what the image
 * does itself.
 */
const HAND_TO_POSTGRES = [
  'bash',
  '-c',
  `install -d -o postgres -g postgres -m 700 /run/stockproof && install -o postgres -g postgres -m 600 -t /run/stockproof ${POSTGRES_ACCESS}/* && exec docker-entrypoint.sh "$@"`,
  'bash',
];

/** PostgreSQL of the official image, as a part. */
export function postgresContainer(name: string, options: Omit<PostgresOptions, 'data_dir'>): PartSpec {
  const { host, port, superuser_password } = options;
  return containerPart(
    'postgres',
    {
      name: `${name}-postgres`,
      image: IMAGES.postgres,
      command: [
        ...HAND_TO_POSTGRES,
        'postgres',
        ...settingArgs({
          listen_addresses: host,
          port,
          ...accessSettings('/run/stockproof'),
          ...SERVER_SETTINGS,
        }),
      ],
      env: postgresImageEnv(superuser_password, CLUSTER_ARGS),
      files: filesAt(`${POSTGRES_ACCESS}/`, accessFiles(options.tls, { from: 'samehost', by_socket: true })),
      data_dir: '/var/lib/postgresql',
    },
    () => serverAnswers(options),
  );
}

/** Kafka of the official image, as a part; its entry point formats the log on first use. */
export function kafkaContainer(name: string, options: BrokerOptions): PartSpec {
  return containerPart(
    'kafka',
    {
      name: `${name}-kafka`,
      image: IMAGES.kafka,
      command: [],
      env: { KAFKA_HEAP_OPTS: HEAP },
      files: filesAt('', { [KAFKA_CONFIG]: kafkaImageConfig(options) }),
      data_dir: KAFKA_DATA,
    },
    () => brokerAccepts(options),
  );
}

/** Kafka Connect of Debezium's image, as a part; its state is in Kafka. */
export function connectContainer(name: string, options: WorkerOptions): PartSpec {
  const { host, port, capture } = options;
  const files = { ...restLogin(options.rest_password, CONNECT_REST), ...captureFiles(options.capture_login) };
  return containerPart(
    'connect',
    {
      name: `${name}-connect`,
      image: IMAGES.connect,
      command: [],
      env: {
        HEAP_OPTS: HEAP,
        KAFKA_OPTS: `-Djava.security.auth.login.config=${CONNECT_REST}/login.conf`,
        ADVERTISED_HOST_NAME: host,
        ADVERTISED_PORT: String(port),
        ...connectImageEnv(workerProperties(options)),
        ...captureEnv(capture.host, capture.port, CONNECT_REST),
      },
      files: filesAt(`${CONNECT_REST}/`, files),
      data_dir: null,
    },
    () => workerAnswers(options),
  );
}

function filesAt(folder: string, files: Readonly<Record<string, string | Buffer>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      `${folder}${name}`,
      Buffer.from(content).toString('base64'),
    ]),
  );
}

/**
 * The process that starts the container, lives as long as it does, and takes it along when it is told to end.
 */
function containerPart(name: string, container: ContainerSpec, ready: () => Promise<boolean>): PartSpec {
  return {
    name,
    command: process.execPath,
    args: [
      ...process.execArgv,
      resolve('dist/infra/embedded/src/containers/keep-container.js'),
      container.name,
    ],
    // Its reaper is for tests that forget; here whoever started the container ends it.
    env: { STOCKPROOF_CONTAINER: JSON.stringify(container), TESTCONTAINERS_RYUK_DISABLED: 'true' },
    stop_signal: 'SIGTERM',
    stop_within_ms: 40_000,
    ready,
    // An image may have to be fetched first.
    ready_within_ms: 600_000,
  };
}
