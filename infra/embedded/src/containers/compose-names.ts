import { connectUrl } from '../connect/rest-login.js';

/** The servers' addresses in docker-compose.yml: host:port. */
export const SERVERS = {
  postgres: 'postgres:5432',
  kafka: 'kafka:9092',
  kafka_mtls: 'kafka:9095',
  kafka_controller: 'kafka:9093',
  /** A name on one network alone: Connect listens there, and not where it meets Kafka and PostgreSQL. */
  connect: 'connect-rest:8083',
} as const;

/** Address of Connect's REST API in docker-compose.yml, with its login. */
export const composeConnectUrl = (password: string): string => connectUrl(SERVERS.connect, password);

/** Where a container of ours finds its own files. */
export const OWN_FOLDER = '/run/stockproof';
/** Where Connect does. */
export const CONNECT_FOLDER = '/connect';
/** Where the image of Connect has the jars of pom.xml. */
export const CONNECT_JARS = '/jars';

/** The user of set-up. It passes files on by their group; no part of it runs as root. */
export const SET_UP_USER = 10_000;

/**
 * The users that read the files, by their names in docker-compose.yml; the servers run as the users of their
 * images.
 */
export const USERS = {
  postgres: 999,
  kafka: 1_000,
  connect: 1_001,
  ingestion: 10_001,
  'command-handler': 10_002,
  'availability-projection': 10_003,
  recovery: 10_004,
  reservation: 10_005,
  'identity-provider': 10_006,
  console: 10_007,
} as const;

export type Receiver = keyof typeof USERS;
