import { join } from 'node:path';
import { connectPart } from '../connect/connect.js';
import type { WorkerOptions } from '../connect/worker-properties.js';
import { connectContainer, kafkaContainer, postgresContainer } from '../containers/container-parts.js';
import { classPath, ensureJars } from '../jars.js';
import type { BrokerOptions } from '../kafka/broker-properties.js';
import { CERTIFIED_CLIENTS, type CertifiedClient } from '../kafka/client-files.js';
import { kafkaPart } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import { initPostgres } from '../postgres/init-postgres.js';
import { postgresPart, type PostgresServer } from '../postgres/postgres.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Subject } from '../tls/authority.js';
import { caFile, ensureTls, serverSubject, type TlsIdentity } from '../tls/ensure-tls.js';
import type { PartUsers } from '../users/part-users.js';
import type { Instance } from '../instance/instance.js';

/** The PostgreSQL server of an instance. */
export function postgresServer(instance: Instance, secrets: Secrets): PostgresServer {
  return {
    ca_file: caFile(instance.home),
    host: instance.host,
    port: instance.ports.postgres,
    superuser_password: secrets.superuser_password,
  };
}

/**
 * The certificates of an instance: of the servers, Debezium, set-up (for Kafka's first logins), and people's
 * clients.
 */
export type InstanceTls = Readonly<
  Record<'postgres' | 'debezium' | 'kafka' | 'kafka-setup' | CertifiedClient, TlsIdentity>
>;

export function instanceTls({ home, host }: Pick<Instance, 'home' | 'host'>): Promise<InstanceTls> {
  const client = (common_name: string): Subject => ({ common_name, hosts: [] });
  return ensureTls(home, {
    postgres: serverSubject('postgresql', host, 'postgres'),
    debezium: client('debezium'),
    kafka: serverSubject('broker', host, 'kafka'),
    'kafka-setup': client('setup'),
    auditor: client(CERTIFIED_CLIENTS.auditor),
    'seller-producer': client(CERTIFIED_CLIENTS['seller-producer']),
  });
}

/** The servers of the stack, in the order of their start. */
export interface StackParts {
  readonly postgres: PartSpec;
  readonly kafka: PartSpec;
  readonly connect: PartSpec;
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
  const broker = brokerOptions(instance, secrets, tls);
  const worker = workerOptions(instance, secrets, tls);
  const jars = await ensureJars();
  if (instance.servers === 'containers') {
    const { id, images } = instance;
    return {
      postgres: postgresContainer(id, images.postgres, postgres),
      kafka: kafkaContainer(id, images.kafka, broker),
      connect: connectContainer(id, images.kafka, jars, worker),
    };
  }
  const class_path = classPath(jars);
  await initPostgres(postgres);
  const [postgres_part, kafka, connect] = await Promise.all([
    postgresPart(postgres),
    kafkaPart({
      ...broker,
      data_dir: join(instance.home, 'kafka'),
      class_path,
      user: users?.kafka ?? null,
    }),
    connectPart({
      ...worker,
      work_dir: join(instance.home, 'connect'),
      class_path,
      user: users?.connect ?? null,
    }),
  ]);
  return { postgres: postgres_part, kafka, connect };
}

function brokerOptions(
  { host, ports, via }: Instance,
  { kafka_passwords }: Secrets,
  tls: InstanceTls,
): BrokerOptions {
  return {
    host,
    ports: {
      clients: ports.kafka,
      certificates: ports.kafka_mtls,
      internal: ports.kafka_internal,
      controller: ports.kafka_controller,
    },
    advertised: via.kafka,
    tls: tls.kafka,
    password: kafka_passwords.broker,
  };
}

function workerOptions(
  { host, ports, via }: Instance,
  { kafka_passwords, connect_password }: Secrets,
  tls: InstanceTls,
): WorkerOptions {
  return {
    host,
    port: ports.connect,
    kafka: `${host}:${via.kafka}`,
    kafka_password: kafka_passwords.connect,
    kafka_ca: tls.kafka.ca,
    rest_password: connect_password,
    capture: { host, port: via.postgres },
    capture_login: tls.debezium,
  };
}
