import { loginConfig, type Login } from './logins.js';

export interface BrokerOptions {
  readonly host: string;
  readonly port: number;
  readonly controller_port: number;
  /** The listener where everybody says who they are, and the port by which its clients know it. */
  readonly services: { readonly port: number; readonly advertised: number; readonly passwords: Readonly<Record<Login, string>> };
}

/** How the one node is configured, wherever it runs; its log lies in `log_dir`. */
export function brokerProperties({ host, port, controller_port, services }: BrokerOptions, log_dir: string): Record<string, string | number> {
  const users = Object.entries(services.passwords).map(([login, password]) => `user_${login}="${password}"`);
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${host}:${controller_port}`,
    'listeners': `PLAINTEXT://${host}:${port},SERVICES://${host}:${services.port},CONTROLLER://${host}:${controller_port}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port},SERVICES://${host}:${services.advertised}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SERVICES:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'listener.name.services.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.services.plain.sasl.jaas.config': loginConfig(users),
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Whoever comes by the plain listener, on loopback alone: the people and tools of a development machine.
    'super.users': 'User:ANONYMOUS',
    'log.dirs': log_dir,
    // A topic that appears by itself has the wrong partition count; what is missing must be an error.
    'auto.create.topics.enable': 'false',
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 8,
    // How soon a transaction whose time is up is noticed; 10 s unless said.
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1_000,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.ms': -1,
    'log.segment.bytes': 268_435_456,
  };
}
