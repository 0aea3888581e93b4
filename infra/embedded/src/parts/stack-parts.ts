import { join } from 'node:path';
import { connectContainer, kafkaContainer, postgresContainer } from '../containers/container-parts.js';
import { classPath, ensureJars } from '../jars.js';
import type { PartSpec } from '../part.js';
import { initPostgres } from '../postgres/init-postgres.js';
import { type PostgresOptions, postgresPart, type PostgresServer } from '../postgres/postgres.js';
import type { Secrets } from '../secrets/secrets.js';
import { caFile } from '../tls/ensure-tls.js';
import type { PartUsers } from '../users/part-users.js';
import type { Instance } from '../instance/instance.js';
import { brokerOptions, brokerParts } from './broker-parts.js';
import type { InstanceTls } from './instance-tls.js';
import { workerOptions, workerParts } from './worker-parts.js';

/** The PostgreSQL server of an instance. */
export function postgresServer(instance: Instance, secrets: Secrets): PostgresServer {
  return {
    ca_file: caFile(instance.home),
    host: instance.host,
    port: instance.ports.postgres,
    superuser_password: secrets.superuser_password,
  };
}

/** The servers of the stack, in the order of their start. */
export interface StackParts {
  readonly postgres: readonly PartSpec[];
  readonly kafka: readonly PartSpec[];
  readonly connect: readonly PartSpec[];
}

/** The servers of an instance, as processes or containers. When it resolves, jars and data folders exist. */
export async function stackParts(
  instance: Instance,
  secrets: Secrets,
  tls: InstanceTls,
  users: PartUsers | null,
): Promise<StackParts> {
  const postgres = {
    ...postgresServer(instance, secrets),
    data_dir: join(instance.home, 'postgres'),
    tls: tls.postgres,
  };
  const jars = await ensureJars();
  if (instance.servers === 'containers') return containers(instance, secrets, tls, jars, postgres);
  const class_path = classPath(jars);
  await initPostgres(postgres);
  const [postgres_part, kafka, connect] = await Promise.all([
    postgresPart(postgres),
    brokerParts(instance, secrets, tls, { class_path, user: users?.kafka ?? null }),
    workerParts(instance, secrets, tls, { class_path, user: users?.connect ?? null }),
  ]);
  return { postgres: [postgres_part], kafka, connect };
}

function containers(
  instance: Instance,
  secrets: Secrets,
  tls: InstanceTls,
  jars: string,
  postgres: PostgresOptions,
): StackParts {
  const { id, images, topology } = instance;
  if (topology.kind === 'ha')
    throw new Error('--ha has no containers yet: leave STOCKPROOF_SERVERS at `embedded`');
  const [broker] = topology.brokers;
  const [worker] = topology.workers;
  return {
    postgres: [postgresContainer(id, images.postgres, postgres)],
    kafka: [kafkaContainer(id, images.kafka, brokerOptions(broker, instance, secrets, tls))],
    connect: [connectContainer(id, images.kafka, jars, workerOptions(worker, instance, secrets, tls))],
  };
}
