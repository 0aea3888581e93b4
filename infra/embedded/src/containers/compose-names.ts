import { connectUrl } from '../connect/rest-login.js';

/** Where docker-compose.yml has its servers: host:port. */
export const SERVERS = {
  postgres: 'postgres:5432',
  kafka: 'kafka:9092',
  kafka_mtls: 'kafka:9095',
  kafka_controller: 'kafka:9093',
  /** A name on one network alone: Connect listens there, and not where it meets Kafka and PostgreSQL. */
  connect: 'connect-rest:8083',
} as const;

/** Connect's REST API there, with its login. */
export const composeConnectUrl = (password: string): string => connectUrl(SERVERS.connect, password);

/** Where a container of ours finds what it alone is handed. */
export const OWN_FOLDER = '/run/stockproof';
/** Where Connect does. */
export const CONNECT_FOLDER = '/rest';

/** Whom set-up runs as. It hands files on by their group: no part of it is root. */
export const SET_UP_USER = 10_000;

/**
 * Who is handed files, by the name in docker-compose.yml, and as whom it reads them: the servers as the users
 * of their images.
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
} as const;

export type Receiver = keyof typeof USERS;
