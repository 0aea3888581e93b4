import { join } from 'node:path';
import { connectPart } from '../connect/connect.js';
import { kafkaPart } from '../kafka/kafka.js';
import type { PartSpec } from '../part.js';
import { type PostgresOptions, postgresPart } from '../postgres/postgres.js';
import type { Secrets } from '../secrets/secrets.js';
import type { Instance } from './instance.js';

export function postgresOptions(instance: Instance, secrets: Secrets): PostgresOptions {
  return {
    data_dir: join(instance.home, 'postgres'),
    host: instance.host,
    port: instance.ports.postgres,
    superuser_password: secrets.superuser_password,
  };
}

/** PostgreSQL, Kafka and Connect of an instance; the data folders exist when this resolves. */
export async function stackParts(
  instance: Instance, secrets: Secrets, class_path: string,
): Promise<{ postgres: PartSpec; kafka: PartSpec; connect: PartSpec }> {
  const { host, ports, via } = instance;
  const [postgres, kafka, connect] = await Promise.all([
    postgresPart(postgresOptions(instance, secrets)),
    kafkaPart({
      data_dir: join(instance.home, 'kafka'),
      host, port: ports.kafka, controller_port: ports.kafka_controller, class_path,
      services: { port: ports.kafka_services, advertised: via.kafka, passwords: secrets.kafka_passwords },
    }),
    connectPart({
      work_dir: join(instance.home, 'connect'),
      host, port: ports.connect, kafka: `${host}:${via.kafka}`, kafka_password: secrets.kafka_passwords.connect, class_path,
      cdc_env: {
        STOCKPROOF_CDC_HOST: host,
        STOCKPROOF_CDC_PORT: String(via.postgres),
        STOCKPROOF_CDC_USER: 'debezium',
        STOCKPROOF_CDC_PASSWORD: secrets.role_passwords.debezium,
        STOCKPROOF_CDC_DATABASE: 'inventory',
      },
    }),
  ]);
  return { postgres, kafka, connect };
}
