import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Config, loadConfig } from '@stockproof/config';
import { registryUrl } from '../registry/registry.js';
import { type Topology, topologyOf, topologyOfHome } from './topology.js';

/** The settings of an instance; everything else follows from them. */
export const INSTANCE_SETTINGS = [
  'STOCKPROOF_HOME',
  'STOCKPROOF_HOST',
  'STOCKPROOF_INGESTION_PORT',
  'STOCKPROOF_COMMAND_HANDLER_PORT',
  'STOCKPROOF_AVAILABILITY_PORT',
  'STOCKPROOF_RECOVERY_PORT',
  'STOCKPROOF_RESERVATION_PORT',
  'STOCKPROOF_CONSOLE_PORT',
  'STOCKPROOF_IDENTITY_PORT',
  'STOCKPROOF_SUPERVISOR_PORT',
  'STOCKPROOF_POSTGRES_PORT',
  'STOCKPROOF_KAFKA_PORT',
  'STOCKPROOF_KAFKA_CONTROLLER_PORT',
  'STOCKPROOF_KAFKA_INTERNAL_PORT',
  'STOCKPROOF_KAFKA_MTLS_PORT',
  'STOCKPROOF_CONNECT_PORT',
  'STOCKPROOF_REGISTRY_PORT',
  'STOCKPROOF_REGISTRY_JAVA',
  'STOCKPROOF_CONTRACT_FILE',
  'STOCKPROOF_POSTGRES_PROXY_PORT',
  'STOCKPROOF_KAFKA_PROXY_PORT',
  'STOCKPROOF_SERVERS',
  'STOCKPROOF_POSTGRES_IMAGE',
  'STOCKPROOF_KAFKA_IMAGE',
  'STOCKPROOF_TLS_CERT_FILE',
  'STOCKPROOF_FIRST_UID',
  'STOCKPROOF_PROJECTIONS_DIR',
  'STOCKPROOF_TOPOLOGY',
  'STOCKPROOF_COPIES',
  'STOCKPROOF_HA_FIRST_PORT',
  'STOCKPROOF_KAFKA_REPLICATION_FACTOR',
  'STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS',
] as const;

/** The ports of every instance, without those of proxies, of the registry and of additional nodes. */
export const PORT_SETTINGS = INSTANCE_SETTINGS.filter(
  (name) => name.endsWith('_PORT') && !/_(PROXY|REGISTRY|FIRST)_/.test(name),
);

/** One installation of the embedded stack: its folder, its ports, and the addresses of its parts. */
export interface Instance {
  readonly home: string;
  /** Short, and the same for the same home: for names that others share with us. */
  readonly id: string;
  /** Whether PostgreSQL, Kafka and Connect are processes of this machine or containers. */
  readonly servers: 'embedded' | 'containers';
  /** Of the containers; Connect runs in Kafka's. */
  readonly images: { readonly postgres: string; readonly kafka: string };
  readonly host: string;
  readonly ports: Readonly<Record<PortName, number>>;
  readonly urls: {
    readonly ingestion: string;
    readonly command_handler: string;
    readonly availability: string;
    readonly recovery: string;
    readonly reservation: string;
    /** Of the console, as its listener has it. */
    readonly console: string;
    /** Of the identity provider that comes along: the issuer of its tokens, on loopback. */
    readonly identity: string;
    /** Of its metrics. */
    readonly supervisor: string;
    readonly connect: string;
    /** Of the Confluent-compatible API, where the registry is started. */
    readonly registry: string;
  };
  /** Address that people open the console by: that of its listener, unless a setting names another. */
  readonly console_url: string;
  /** Another identity provider than the one that comes along, which is not started then; null: that one. */
  readonly other_issuer: string | null;
  /** What the registry is started with. */
  readonly registry_java: string;
  readonly topology: Topology;
  /** The first of the ports of additional nodes and copies. */
  readonly first_port: number;
  /** host:port of the listener for clients of each broker, comma separated. */
  readonly kafka: string;
  /** How the services reach the servers: by other ports where somebody is between. */
  readonly via: { readonly postgres: number; readonly kafka: number };
  readonly contract_file: string;
  readonly projections_dir: string;
  /** The first of the numbers of users that the parts run as where root starts them. */
  readonly users_from: number;
  readonly runtime_file: string;
  readonly control_socket: string;
}

export type PortName =
  | 'ingestion'
  | 'command_handler'
  | 'availability'
  | 'recovery'
  | 'reservation'
  | 'console'
  | 'identity'
  | 'supervisor'
  | 'postgres'
  | 'kafka'
  | 'kafka_controller'
  | 'kafka_internal'
  | 'kafka_mtls'
  | 'connect'
  | 'registry';

/** Reads the instance from the environment. Throws ConfigError. */
export function readInstance(env: NodeJS.ProcessEnv = process.env): Instance {
  const config = loadConfig(INSTANCE_SETTINGS, env);
  const home = resolve(config.STOCKPROOF_HOME);
  const host = config.STOCKPROOF_HOST;
  const id = `stockproof-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
  const ports = portsOf(config);
  const url = (name: PortName): string => `http://${host}:${ports[name]}`;
  const topology = readTopology(config, home, ports);
  const scheme = config.STOCKPROOF_TLS_CERT_FILE === '' ? 'http' : 'https';
  const service = (name: PortName): string => `${scheme}://${host}:${ports[name]}`;
  return {
    home,
    id,
    host,
    ports,
    servers: config.STOCKPROOF_SERVERS,
    images: { postgres: config.STOCKPROOF_POSTGRES_IMAGE, kafka: config.STOCKPROOF_KAFKA_IMAGE },
    urls: {
      ingestion: service('ingestion'),
      command_handler: service('command_handler'),
      availability: service('availability'),
      recovery: service('recovery'),
      reservation: service('reservation'),
      console: service('console'),
      identity: `http://127.0.0.1:${ports.identity}`,
      supervisor: url('supervisor'),
      connect: topology.workers.map((worker) => `http://${host}:${worker.port}`).join(','),
      registry: registryUrl(host, ports.registry),
    },
    console_url: env['STOCKPROOF_CONSOLE_URL'] || service('console'),
    other_issuer: env['STOCKPROOF_OIDC_ISSUER'] || null,
    registry_java: config.STOCKPROOF_REGISTRY_JAVA,
    topology,
    first_port: config.STOCKPROOF_HA_FIRST_PORT,
    kafka: topology.brokers.map((broker) => `${host}:${broker.ports.clients}`).join(','),
    via: {
      postgres: config.STOCKPROOF_POSTGRES_PROXY_PORT || ports.postgres,
      kafka: config.STOCKPROOF_KAFKA_PROXY_PORT || ports.kafka,
    },
    contract_file: config.STOCKPROOF_CONTRACT_FILE,
    projections_dir: config.STOCKPROOF_PROJECTIONS_DIR,
    users_from: config.STOCKPROOF_FIRST_UID,
    runtime_file: runtimeFile(home),
    control_socket: controlSocket(home, id),
  };
}

type InstanceConfig = Config<(typeof INSTANCE_SETTINGS)[number]>;

/** A home that was started is of its topology, whoever asks without saying one. */
function readTopology(config: InstanceConfig, home: string, ports: Record<PortName, number>): Topology {
  const asked = config.STOCKPROOF_TOPOLOGY;
  return topologyOf({
    kind: asked === 'ha' ? asked : (topologyOfHome(home) ?? asked),
    copies: config.STOCKPROOF_COPIES,
    replication: {
      factor: config.STOCKPROOF_KAFKA_REPLICATION_FACTOR,
      min_insync: config.STOCKPROOF_KAFKA_MIN_INSYNC_REPLICAS,
    },
    first_broker: {
      clients: ports.kafka,
      certificates: ports.kafka_mtls,
      internal: ports.kafka_internal,
      controller: ports.kafka_controller,
    },
    first_worker: ports.connect,
    first_port: config.STOCKPROOF_HA_FIRST_PORT,
  });
}

/**
 * In the home; a socket's path is limited to about 100 bytes, and where the home's is longer it is in a
 * folder of this user's.
 */
function controlSocket(home: string, id: string): string {
  const in_home = join(home, 'run', 'control.sock');
  return Buffer.byteLength(in_home) <= 100
    ? in_home
    : join(tmpdir(), `stockproof-${process.getuid?.() ?? 'user'}`, `${id}.sock`);
}

function portsOf(config: InstanceConfig): Record<PortName, number> {
  return {
    ingestion: config.STOCKPROOF_INGESTION_PORT,
    command_handler: config.STOCKPROOF_COMMAND_HANDLER_PORT,
    availability: config.STOCKPROOF_AVAILABILITY_PORT,
    recovery: config.STOCKPROOF_RECOVERY_PORT,
    reservation: config.STOCKPROOF_RESERVATION_PORT,
    console: config.STOCKPROOF_CONSOLE_PORT,
    identity: config.STOCKPROOF_IDENTITY_PORT,
    supervisor: config.STOCKPROOF_SUPERVISOR_PORT,
    postgres: config.STOCKPROOF_POSTGRES_PORT,
    kafka: config.STOCKPROOF_KAFKA_PORT,
    kafka_controller: config.STOCKPROOF_KAFKA_CONTROLLER_PORT,
    kafka_internal: config.STOCKPROOF_KAFKA_INTERNAL_PORT,
    kafka_mtls: config.STOCKPROOF_KAFKA_MTLS_PORT,
    connect: config.STOCKPROOF_CONNECT_PORT,
    registry: config.STOCKPROOF_REGISTRY_PORT,
  };
}

/** Path of the runtime file of a home. */
export function runtimeFile(home: string): string {
  return join(home, 'runtime.json');
}
