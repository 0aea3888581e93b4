import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { javaArgs, properties } from '../java.js';
import type { PartSpec } from '../part.js';
import type { Login } from './logins.js';

export interface KafkaOptions {
  readonly data_dir: string;
  readonly host: string;
  readonly port: number;
  readonly controller_port: number;
  /** The listener where everybody says who they are, and the port by which its clients know it. */
  readonly services: { readonly port: number; readonly advertised: number; readonly passwords: Readonly<Record<Login, string>> };
  readonly class_path: string;
}

/** One node that is broker and controller (KRaft), formatted on first use. */
export async function kafkaPart(options: KafkaOptions): Promise<PartSpec> {
  const folder = resolve(options.data_dir);
  await mkdir(folder, { recursive: true });
  const config = join(folder, 'server.properties');
  await writeFile(config, serverProperties(options, join(folder, 'log')), { mode: 0o600 });
  if (!existsSync(join(folder, 'log', 'meta.properties'))) await format(options.class_path, config);
  return {
    name: 'kafka',
    command: 'java',
    args: javaArgs(options.class_path, 768, 'kafka.Kafka', [config]),
    env: {},
    stop_signal: 'SIGTERM',
    stop_within_ms: 30_000,
    ready: () => accepts(options.host, options.port),
    ready_within_ms: 90_000,
  };
}

function serverProperties({ host, port, controller_port, services }: KafkaOptions, log_dir: string): string {
  const users = Object.entries(services.passwords).map(([login, password]) => `user_${login}="${password}"`);
  return properties({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@${host}:${controller_port}`,
    'listeners': `PLAINTEXT://${host}:${port},SERVICES://${host}:${services.port},CONTROLLER://${host}:${controller_port}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port},SERVICES://${host}:${services.advertised}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,SERVICES:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'listener.name.services.sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.services.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required ${users.join(' ')};`,
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
  });
}

async function format(class_path: string, config: string): Promise<void> {
  const format = ['format', '-t', clusterId(), '-c', config];
  const args = javaArgs(class_path, 256, 'kafka.tools.StorageTool', format);
  await promisify(execFile)('java', args).catch((error: { stderr?: string }) => {
    // The error's own message is the whole command line, with every jar.
    const why = error.stderr?.trim().split('\n').at(-1) ?? '';
    throw new Error(`Kafka cannot format its log folder: ${why}`);
  });
}

/** 16 random bytes in base64url; never with a dash in front, which would be read as an option. */
function clusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}

function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
