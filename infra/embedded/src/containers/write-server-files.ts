import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instanceTls } from '../supervisor/stack-parts.js';
import type { Secrets } from '../secrets/secrets.js';
import { captureFiles } from '../connect/capture-login.js';
import { restLogin } from '../connect/rest-login.js';
import { accessFiles } from '../postgres/access-files.js';
import { kafkaImageConfig } from './container-parts.js';

/** Whom Kafka's image runs as. */
const APPUSER = 1_000;
/** Whom PostgreSQL's runs as. */
const POSTGRES_USER = 999;
/** Whom Debezium's runs as. */
const KAFKA_USER = 1_001;

export interface ServerFilesOptions {
  readonly home: string;
  readonly secrets: Secrets;
  /** Of Connect's REST API. */
  readonly connect_password: string;
  /** A folder with one folder per server that takes files: each a volume of docker-compose.yml. */
  readonly folder: string;
}

/**
 * What the servers of docker-compose.yml are started with and no variable can hold: `kafka/server.properties`, for Kafka
 * alone, `postgres/` with who may come into PostgreSQL, `connect/` with who may ask Connect and as whom it captures, and `authority/ca.crt`, for whoever has to know Kafka. Certificates are renewed here. Idempotent.
 */
export async function writeServerFiles({ home, secrets, connect_password, folder }: ServerFilesOptions): Promise<void> {
  const tls = await instanceTls({ home, host: '127.0.0.1' });
  const ports = { clients: 9092, certificates: 9095, internal: 9094, controller: 9093 };
  const password = secrets.kafka_passwords.broker;
  const options = { host: 'kafka', ports, advertised: ports.clients, tls: tls.kafka, password };
  await writeFor(APPUSER, join(folder, 'kafka'), { 'server.properties': kafkaImageConfig(options) });
  await writeFor(POSTGRES_USER, join(folder, 'postgres'), accessFiles(tls.postgres, { from: 'samenet', by_socket: true }));
  await writeFor(KAFKA_USER, join(folder, 'connect'), { ...restLogin(connect_password, '/rest'), ...captureFiles(tls.debezium) });
  const authority = join(folder, 'authority');
  await mkdir(authority, { recursive: true });
  await writeFile(join(authority, 'ca.crt'), tls.kafka.ca, { mode: 0o644 });
}

/** Files that one user of the container alone reads. Who is not root leaves them his own. */
async function writeFor(user: number, folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text, { mode: 0o600 });
  if (process.getuid?.() === 0) await Promise.all([folder, ...paths].map((path) => chown(path, user, user)));
  await chmod(folder, 0o700);
}
