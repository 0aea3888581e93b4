import { connectorFiles } from './register-connectors.js';
import { inOneLine, scramConfig } from '../kafka/logins.js';
import type { TlsIdentity } from '../tls/ensure-tls.js';

export interface WorkerOptions {
  readonly host: string;
  readonly port: number;
  /** host:port of the listener for clients. */
  readonly kafka: string;
  readonly kafka_password: string;
  /** Password of `stockproof`, the only login of the REST API. */
  readonly rest_password: string;
  /** The authority of Kafka's certificates, as a PEM text. */
  readonly kafka_ca: string;
  /** Of its own topics, if set-up has not made them. */
  readonly replication_factor: number;
  /** Address of the ledger's database. */
  readonly capture: { readonly host: string; readonly port: number };
  /** Certificate of `debezium`, the database login of the connectors. */
  readonly capture_login: TlsIdentity;
}

/** Whoever asks the REST API logs in; as whom is in a file that the JVM is told of (`restLogin`). */
const WHO_MAY_ASK = {
  'rest.extension.classes':
    'org.apache.kafka.connect.rest.basic.auth.extension.BasicAuthSecurityRestExtension',
};

/** Settings of their clients that our connector files give; nobody's may give another. */
function overridden(): string[] {
  const names = connectorFiles()
    .flatMap(({ config }) => Object.keys(config))
    .map((key) => /^(?:producer|consumer|admin)\.override\.(.+)$/.exec(key)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].toSorted();
}

/** The worker's own login, and that of the clients it makes for its connectors. */
function logins({
  kafka_password,
  kafka_ca,
}: Pick<WorkerOptions, 'kafka_password' | 'kafka_ca'>): Record<string, string> {
  return Object.fromEntries(
    ['', 'producer.', 'consumer.', 'admin.'].flatMap((whose) => [
      [`${whose}security.protocol`, 'SASL_SSL'],
      [`${whose}sasl.mechanism`, 'SCRAM-SHA-512'],
      [`${whose}sasl.jaas.config`, scramConfig({ name: 'connect', password: kafka_password })],
      [`${whose}ssl.truststore.type`, 'PEM'],
      [`${whose}ssl.truststore.certificates`, inOneLine(kafka_ca)],
    ]),
  );
}

/** Configuration of the worker, the same in every topology. It holds a password: a file that only Connect reads. */
export function workerProperties({
  host,
  port,
  kafka,
  replication_factor,
  ...access
}: Pick<
  WorkerOptions,
  'host' | 'port' | 'kafka' | 'kafka_password' | 'kafka_ca' | 'replication_factor'
>): Record<string, string | number> {
  const json = 'org.apache.kafka.connect.json.JsonConverter';
  return {
    'bootstrap.servers': kafka,
    ...logins(access),
    'group.id': 'stockproof-connect',
    'key.converter': json,
    'value.converter': json,
    'offset.storage.topic': 'stockproof_connect_offsets',
    'offset.storage.replication.factor': replication_factor,
    'offset.storage.partitions': 1,
    'config.storage.topic': 'stockproof_connect_configs',
    'config.storage.replication.factor': replication_factor,
    'status.storage.topic': 'stockproof_connect_status',
    'status.storage.replication.factor': replication_factor,
    'status.storage.partitions': 1,
    listeners: `http://${host}:${port}`,
    'exactly.once.source.support': 'enabled',
    // A worker that was killed leaves a transaction open, and the next one reads its offsets only when that
    // has ended. A transaction must outlast the election of a leader for a broker that is gone, because a task whose
    // transaction expired fails, and Connect leaves it so.
    'producer.transaction.timeout.ms': replication_factor > 1 ? 30_000 : 15_000,
    // Each poll is a transaction, and copies of the one before are still being made when the next begins: its first record
    // is refused until then, and sent again this much later; 100 ms unless said.
    ...(replication_factor > 1 ? { 'producer.retry.backoff.ms': 20 } : {}),
    'plugin.discovery': 'service_load',
    ...WHO_MAY_ASK,
    // A connector says how much its producer sends at once and how it is packed, never where to or as whom.
    'connector.client.config.override.policy': 'Allowlist',
    'connector.client.config.override.allowlist': overridden().join(','),
    // A connector of a worker that ended starts at once in another one, or in the same.
    'scheduled.rebalance.max.delay.ms': 0,
    'config.providers': 'env',
    'config.providers.env.class': 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
    'config.providers.env.param.allowlist.pattern': 'STOCKPROOF_CDC_.*',
  };
}
