import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { javaArgs, properties } from '../java.js';
import type { PartSpec } from '../part.js';
import { giveTo, handTo } from '../users/hand-over.js';
import type { PartUser } from '../users/part-users.js';
import { runJavaAs } from '../users/run-as.js';
import { type BrokerOptions, brokerProperties } from './broker-properties.js';

export interface KafkaOptions extends BrokerOptions {
  /** Of the part. */
  readonly name: string;
  /** Of the whole cluster, for a log that is formatted: 16 bytes in base64url. */
  readonly cluster_id: string;
  readonly heap_mib: number;
  readonly data_dir: string;
  readonly class_path: string;
  /** The user it runs as; null for the user who starts it. */
  readonly user: PartUser | null;
}

/** A node that is broker and controller (KRaft), formatted on first use. */
export async function kafkaPart(options: KafkaOptions): Promise<PartSpec> {
  const folder = resolve(options.data_dir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const config = join(folder, 'server.properties');
  await writeFile(config, properties(brokerProperties(options, join(folder, 'log'))), { mode: 0o600 });
  await handTo(folder, options.user);
  await giveTo(join(folder, 'log'), options.user);
  if (!existsSync(join(folder, 'log', 'meta.properties'))) await format(options, config);
  const spec: PartSpec = {
    name: options.name,
    command: 'java',
    args: javaArgs(options.class_path, { heap_mib: options.heap_mib, compilers: 'first' }, 'kafka.Kafka', [
      config,
    ]),
    env: {},
    stop_signal: 'SIGTERM',
    stop_within_ms: 30_000,
    ready: () => brokerAccepts(options),
    ready_within_ms: 90_000,
  };
  return runJavaAs(spec, options.user);
}

async function format({ class_path, user, cluster_id }: KafkaOptions, config: string): Promise<void> {
  const format = ['format', '-t', cluster_id, '-c', config];
  const args = javaArgs(class_path, { heap_mib: 256, compilers: 'first' }, 'kafka.tools.StorageTool', format);
  const as = user === null ? {} : { uid: user.uid, gid: user.gid };
  await promisify(execFile)('java', args, as).catch((error: { stderr?: string }) => {
    // The error's own message is the whole command line, with every jar.
    const why = error.stderr?.trim().split('\n').at(-1) ?? '';
    throw new Error(`Kafka cannot format its log folder: ${why}`);
  });
}

/** 16 random bytes in base64url; never with a dash in front, which would be read as an option. */
export function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}

/** Whether the listener for clients accepts connections, without a login. */
export function brokerAccepts({ host, ports }: Pick<BrokerOptions, 'host' | 'ports'>): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect({ host, port: ports.clients, timeout: 1_000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      done(answer);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
