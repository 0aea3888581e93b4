import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { javaArgs, properties } from '../java.js';
import type { PartSpec } from '../part.js';

export interface ConnectOptions {
  readonly work_dir: string;
  readonly host: string;
  readonly port: number;
  readonly kafka: string;
  readonly kafka_password: string;
  readonly class_path: string;
  /** What the connector files name as `${env:STOCKPROOF_CDC_...}`. */
  readonly cdc_env: Readonly<Record<`STOCKPROOF_CDC_${string}`, string>>;
}

/** Kafka Connect, distributed mode with one worker: offsets and configurations live in Kafka, not in files. */
export async function connectPart(options: ConnectOptions): Promise<PartSpec> {
  const folder = resolve(options.work_dir);
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'connect.properties');
  await writeFile(config, workerProperties(options), { mode: 0o600 });
  return {
    name: 'connect',
    command: 'java',
    args: javaArgs(options.class_path, 768, 'org.apache.kafka.connect.cli.ConnectDistributed', [config]),
    env: { ...options.cdc_env },
    stop_signal: 'SIGTERM',
    stop_within_ms: 20_000,
    ready: async () => (await fetch(`http://${options.host}:${options.port}/connectors`)).ok,
    ready_within_ms: 120_000,
  };
}

/** The worker's own login, and that of the clients it makes for its connectors. */
function logins(password: string): Record<string, string> {
  return Object.fromEntries(['', 'producer.', 'consumer.', 'admin.'].flatMap((whose) => [
    [`${whose}security.protocol`, 'SASL_PLAINTEXT'],
    [`${whose}sasl.mechanism`, 'PLAIN'],
    [`${whose}sasl.jaas.config`, `org.apache.kafka.common.security.plain.PlainLoginModule required username="connect" password="${password}";`],
  ]));
}

function workerProperties({ host, port, kafka, kafka_password }: ConnectOptions): string {
  const json = 'org.apache.kafka.connect.json.JsonConverter';
  return properties({
    'bootstrap.servers': kafka,
    ...logins(kafka_password),
    'group.id': 'stockproof-connect',
    'key.converter': json,
    'value.converter': json,
    'offset.storage.topic': 'stockproof_connect_offsets',
    'offset.storage.replication.factor': 1,
    'offset.storage.partitions': 1,
    'config.storage.topic': 'stockproof_connect_configs',
    'config.storage.replication.factor': 1,
    'status.storage.topic': 'stockproof_connect_status',
    'status.storage.replication.factor': 1,
    'status.storage.partitions': 1,
    'listeners': `http://${host}:${port}`,
    'exactly.once.source.support': 'enabled',
    // A worker that was killed leaves a transaction open, and the next one reads its offsets only when that has ended.
    'producer.transaction.timeout.ms': 15_000,
    'plugin.discovery': 'service_load',
    'connector.client.config.override.policy': 'All',
    // One worker: waiting for another that might come back only delays the restart.
    'scheduled.rebalance.max.delay.ms': 0,
    'config.providers': 'env',
    'config.providers.env.class': 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
    'config.providers.env.param.allowlist.pattern': 'STOCKPROOF_CDC_.*',
  });
}
