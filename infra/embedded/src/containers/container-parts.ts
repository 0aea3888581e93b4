import { resolve } from 'node:path';
import { captureEnv } from '../connect/capture-login.js';
import { containerWorkerFiles, workerCommand } from '../connect/worker-files.js';
import type { WorkerOptions } from '../connect/worker-properties.js';
import { workerAnswers } from '../connect/connect.js';
import { type BrokerOptions, brokerProperties } from '../kafka/broker-properties.js';
import { properties } from '../java.js';
import { brokerAccepts } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import { accessFiles } from '../postgres/access-files.js';
import { type PostgresOptions, serverAnswers } from '../postgres/postgres.js';
import { accessSettings, CLUSTER_ARGS, SERVER_SETTINGS, settingArgs } from '../postgres/server-settings.js';
import { CONNECT_FOLDER, CONNECT_JARS } from './compose-names.js';
import type { ContainerSpec } from './container-spec.js';
import { postgresImageEnv } from './image-env.js';

const HEAP = '-Xmx768m';
const KAFKA_DATA = '/var/lib/kafka/data';
/**
 * Where Kafka's image looks for its settings; a password and a key do not be in variables, which `docker
 * inspect` shows.
 */
const KAFKA_CONFIG = '/mnt/shared/config/server.properties';

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
export function postgresContainer(
  name: string,
  image: string,
  options: Omit<PostgresOptions, 'data_dir'>,
): PartSpec {
  const { host, port, superuser_password } = options;
  return containerPart(
    'postgres',
    {
      name: `${name}-postgres`,
      image,
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
export function kafkaContainer(name: string, image: string, options: BrokerOptions): PartSpec {
  return containerPart(
    'kafka',
    {
      name: `${name}-kafka`,
      image,
      command: [],
      env: { KAFKA_HEAP_OPTS: HEAP },
      files: filesAt('', { [KAFKA_CONFIG]: kafkaImageConfig(options) }),
      data_dir: KAFKA_DATA,
    },
    () => brokerAccepts(options),
  );
}

/**
 * Kafka Connect as a part: Java of Kafka's image with the jars that `jars.lock` names, from a folder of this
 * machine. Its state is in Kafka.
 */
export function connectContainer(
  name: string,
  image: string,
  jars: string,
  options: WorkerOptions,
): PartSpec {
  const { capture } = options;
  return containerPart(
    'connect',
    {
      name: `${name}-connect`,
      image,
      command: workerCommand(CONNECT_FOLDER, CONNECT_JARS),
      env: captureEnv(capture.host, capture.port, CONNECT_FOLDER),
      files: filesAt(`${CONNECT_FOLDER}/`, containerWorkerFiles(options, CONNECT_FOLDER)),
      reads: { [CONNECT_JARS]: jars },
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
