import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { containerWorkerFiles } from '../connect/worker-files.js';
import { accessFiles } from '../postgres/access-files.js';
import { peopleFile } from '../secrets/people.js';
import type { Secrets } from '../secrets/secrets.js';
import { type InstanceTls, instanceTls } from '../parts/instance-tls.js';
import { CONNECT_FOLDER, type Receiver, SERVERS, USERS } from '../containers/compose-names.js';
import { kafkaImageConfig } from '../containers/container-parts.js';
import { composeServers, type Files, serviceFiles } from './service-files.js';
import { handFiles } from './hand-files.js';

/** The image's entry point reads the superuser's password from it. */
export const SUPERUSER_PASSWORD_FILE = 'superuser-password';

export interface HandOutOptions {
  readonly home: string;
  readonly secrets: Secrets;
  /** Folder of the folders for each receiver and `credentials`; each is a volume of docker-compose.yml. */
  readonly folder: string;
}

/**
 * Writes for each container of docker-compose.yml exactly the files that it needs, in its own folder: for the
 * servers certificates, settings and logins; for each service its logins and keys; for the renewal of
 * development tokens the people. Keys and passwords must exist; certificates are renewed here. Idempotent.
 */
export async function handOut({ home, secrets, folder }: HandOutOptions): Promise<void> {
  const tls = await instanceTls({ home, host: '127.0.0.1' });
  const services = await serviceFiles(home, secrets, composeServers(secrets));
  const all: Readonly<Record<Receiver, Files>> = { ...serverFiles(tls, secrets), ...services };
  for (const [name, files] of Object.entries(all) as [Receiver, Files][]) {
    await handFiles(join(folder, name), { group: USERS[name], files, owner_writes: name === 'kafka' });
  }
  const credentials = join(folder, 'credentials');
  await mkdir(credentials, { recursive: true });
  await chmod(credentials, 0o700);
  await replaceFile(peopleFile(credentials), await readFile(peopleFile(home), 'utf8'));
}

function serverFiles(tls: InstanceTls, secrets: Secrets): Record<'postgres' | 'kafka' | 'connect', Files> {
  const ports = { clients: 9092, certificates: 9095, internal: 9094, controller: 9093 };
  const { kafka_passwords, connect_password, superuser_password } = secrets;
  const password = kafka_passwords.broker;
  const broker = {
    host: 'kafka',
    id: 1,
    voters: [`1@kafka:${ports.controller}`],
    replication: { factor: 1, min_insync: 1 },
    ports,
    advertised: ports.clients,
    tls: tls.kafka,
    password,
  };
  const access = accessFiles(tls.postgres, { from: 'samenet', by_socket: true });
  const [rest_host = '', rest_port] = SERVERS.connect.split(':');
  const worker = {
    host: rest_host,
    port: Number(rest_port),
    kafka: SERVERS.kafka,
    kafka_password: kafka_passwords.connect,
    kafka_ca: tls.kafka.ca,
    rest_password: connect_password,
    replication_factor: 1,
    capture_login: tls.debezium,
  };
  return {
    postgres: { ...access, [SUPERUSER_PASSWORD_FILE]: superuser_password },
    kafka: { 'server.properties': kafkaImageConfig(broker) },
    connect: containerWorkerFiles(worker, CONNECT_FOLDER),
  };
}
