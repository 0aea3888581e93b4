import { chmod, chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instanceTls } from '../supervisor/stack-parts.js';
import type { Secrets } from '../secrets/secrets.js';
import { kafkaImageConfig } from './container-parts.js';

/** Whom Kafka's image runs as. */
const APPUSER = 1_000;

export interface ServerFilesOptions {
  readonly home: string;
  readonly secrets: Secrets;
  /** A folder with one folder per server that takes files: each a volume of docker-compose.yml. */
  readonly folder: string;
}

/**
 * What the servers of docker-compose.yml are started with and no variable can hold: `kafka/server.properties`, for Kafka
 * alone, and `authority/ca.crt`, for whoever has to know Kafka. Certificates are renewed here. Idempotent.
 */
export async function writeServerFiles({ home, secrets, folder }: ServerFilesOptions): Promise<void> {
  const tls = await instanceTls({ home, host: 'kafka' });
  const ports = { clients: 9092, internal: 9094, controller: 9093 };
  const password = secrets.kafka_passwords.broker;
  const options = { host: 'kafka', ports, advertised: ports.clients, tls: tls.kafka, password };
  const [kafka, authority] = ['kafka', 'authority'].map((name) => join(folder, name)) as [string, string];
  await Promise.all([kafka, authority].map((one) => mkdir(one, { recursive: true })));
  const config = join(kafka, 'server.properties');
  await writeFile(config, kafkaImageConfig(options), { mode: 0o600 });
  if (process.getuid?.() === 0) await Promise.all([kafka, config].map((path) => chown(path, APPUSER, APPUSER)));
  await chmod(kafka, 0o700);
  await writeFile(join(authority, 'ca.crt'), tls.kafka.ca, { mode: 0o644 });
}
