import type { TlsIdentity } from '../tls/ensure-tls.js';
import { ADMINISTRATORS, inOneLine, scramConfig } from './logins.js';

/** How Kafka keeps a topic. */
export interface Replication {
  /** Copies of each partition. */
  readonly factor: number;
  /** Copies that must have a record before it counts as written. */
  readonly min_insync: number;
}

export interface BrokerOptions {
  readonly host: string;
  /**
   * Of the listeners: for clients with a password, for clients with a certificate, between brokers, and of
   * the controllers.
   */
  readonly ports: {
    readonly clients: number;
    readonly certificates: number;
    readonly internal: number;
    readonly controller: number;
  };
  readonly id: number;
  /** Every controller of the cluster, itself included: id@host:port. */
  readonly voters: readonly string[];
  /** Of the internal topics, and of a topic that does not say. */
  readonly replication: Replication;
  /** The port by which clients know theirs: another one where somebody is between. */
  readonly advertised: number;
  readonly tls: TlsIdentity;
  /** Of the login `broker`, by which brokers know each other. */
  readonly password: string;
}

/**
 * A broker that is silent this long is no leader any more; one that was killed cannot come back before, because its
 * registration is alive. Controllers wait twice as long as Kafka's default for the active one: here they share the
 * processors of one machine, and an election because of a busy second costs more than it finds.
 */
const SEVERAL = {
  'broker.session.timeout.ms': 6_000,
  'broker.heartbeat.interval.ms': 1_000,
  'controller.quorum.fetch.timeout.ms': 4_000,
};

/**
 * Configuration of a node that is broker and controller, in any topology; its log is in `log_dir`. It contains a private key and a
 * password.
 */
export function brokerProperties(options: BrokerOptions, log_dir: string): Record<string, string | number> {
  const { host, ports, replication } = options;
  return {
    'process.roles': 'broker,controller',
    'node.id': options.id,
    'controller.quorum.voters': options.voters.join(','),
    listeners: `CLIENTS://${host}:${ports.clients},CERTIFICATES://${host}:${ports.certificates},INTERNAL://${host}:${ports.internal},CONTROLLER://${host}:${ports.controller}`,
    'advertised.listeners': `CLIENTS://${host}:${options.advertised},CERTIFICATES://${host}:${ports.certificates},INTERNAL://${host}:${ports.internal}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'INTERNAL',
    ...access(options),
    'log.dirs': log_dir,
    // A topic that appears by itself has the wrong partition count; what is missing must be an error.
    'auto.create.topics.enable': 'false',
    'default.replication.factor': replication.factor,
    'min.insync.replicas': replication.min_insync,
    'offsets.topic.replication.factor': replication.factor,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': replication.factor,
    'transaction.state.log.min.isr': replication.min_insync,
    'transaction.state.log.num.partitions': 8,
    // How soon a transaction whose time is up is noticed; 10 s unless said.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1_000,
    'group.initial.rebalance.delay.ms': 0,
    // A quorum of one writes and flushes an empty record only so often; 500 ms unless said.
    'metadata.max.idle.interval.ms': options.voters.length === 1 ? 5_000 : 500,
    ...(options.voters.length === 1 ? {} : SEVERAL),
    'log.retention.ms': -1,
    'log.segment.bytes': 268_435_456,
  };
}

/**
 * Who gets in, and how: TLS everywhere; a login (SCRAM-SHA-512) for clients and between brokers; a
 * certificate of our authority at the controllers, who cannot know a login before they have elected who tells
 * it, and for clients whose SCRAM Kafka does not take (docs/adr/0035).
 */
function access({ tls, password }: BrokerOptions): Record<string, string | number> {
  return {
    'listener.security.protocol.map': 'CLIENTS:SASL_SSL,CERTIFICATES:SSL,INTERNAL:SASL_SSL,CONTROLLER:SSL',
    'sasl.enabled.mechanisms': 'SCRAM-SHA-512',
    'sasl.mechanism.inter.broker.protocol': 'SCRAM-SHA-512',
    'listener.name.clients.scram-sha-512.sasl.jaas.config': scramConfig(),
    'listener.name.internal.scram-sha-512.sasl.jaas.config': scramConfig({ name: 'broker', password }),
    'listener.name.certificates.ssl.client.auth': 'required',
    'listener.name.controller.ssl.client.auth': 'required',
    // Whom a certificate is of is whom it speaks for; one of another form speaks for nobody.
    'ssl.principal.mapping.rules': 'RULE:^CN=([a-z0-9-]+)$/$1/',
    'ssl.keystore.type': 'PEM',
    'ssl.keystore.certificate.chain': inOneLine(tls.certificate),
    'ssl.keystore.key': inOneLine(tls.key),
    'ssl.truststore.type': 'PEM',
    'ssl.truststore.certificates': inOneLine(tls.ca),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    'allow.everyone.if.no.acl.found': 'false',
    'super.users': ADMINISTRATORS.map((name) => `User:${name}`).join(';'),
  };
}
