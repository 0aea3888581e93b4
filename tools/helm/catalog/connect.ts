import { connectorFiles, workerProperties } from '@stockproof/embedded';

/** Where the chart mounts the authority of PostgreSQL's certificate in a worker: the operator of PostgreSQL makes it, not set-up. */
const POSTGRES_AUTHORITY = '/mnt/postgres-authority/ca.crt';

/** What Strimzi writes itself, or refuses in `config`. */
const STRIMZI_WRITES =
  /^(?:(?:producer\.|consumer\.|admin\.)?(?:security\.|sasl\.|ssl\.)|bootstrap\.servers|group\.id|listeners|rest\.|plugin\.path|(?:config|offset|status)\.storage\.topic|.*\.replication\.factor)/;

/** A connector as the chart's KafkaConnector has it. */
export interface ChartConnector {
  readonly name: string;
  readonly class: string;
  readonly tasks_max: number;
  readonly config: Readonly<Record<string, string>>;
}

/** The connectors of `debezium/`, changed in nothing but where the authority of PostgreSQL's certificate is. */
export function chartConnectors(): ChartConnector[] {
  return connectorFiles().map(({ name, config }) => {
    const { 'connector.class': connector_class = '', 'tasks.max': tasks = '1', ...rest } = config;
    return {
      name,
      class: connector_class,
      tasks_max: Number(tasks),
      config: { ...rest, 'database.sslrootcert': POSTGRES_AUTHORITY },
    };
  });
}

/** The settings of a worker of the embedded stack that a KafkaConnect may have. */
export function chartWorker(): Record<string, string | number> {
  const all = workerProperties({
    host: '',
    port: 0,
    kafka: '',
    kafka_password: '-',
    kafka_ca: '',
    replication_factor: 1,
  });
  return Object.fromEntries(Object.entries(all).filter(([name]) => !STRIMZI_WRITES.test(name)));
}
