import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { javaArgs } from '../java.js';
import type { PartSpec } from '../part.js';
import { handTo } from '../users/hand-over.js';
import type { PartUser } from '../users/part-users.js';
import { runJavaAs } from '../users/run-as.js';
import { connectFetch } from '@stockproof/connectors';
import { captureEnv } from './capture-login.js';
import { connectUrl } from './rest-login.js';
import { WORKER_CLASS, workerFiles } from './worker-files.js';
import type { WorkerOptions } from './worker-properties.js';

export interface ConnectOptions extends WorkerOptions {
  /** Of the part. */
  readonly name: string;
  readonly heap_mib: number;
  readonly work_dir: string;
  readonly class_path: string;
  /** The user it runs as; null for the user who starts it. */
  readonly user: PartUser | null;
}

/**
 * A worker of Kafka Connect in distributed mode: offsets and configurations are stored in Kafka, not in files, and
 * workers with the same Kafka share the connectors.
 */
export async function connectPart(options: ConnectOptions): Promise<PartSpec> {
  const folder = resolve(options.work_dir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [name, content] of Object.entries(workerFiles(options, folder))) {
    await writeFile(join(folder, name), content, { mode: 0o600 });
  }
  await handTo(folder, options.user);
  const spec: PartSpec = {
    name: options.name,
    command: 'java',
    args: [
      `-Djava.security.auth.login.config=${join(folder, 'login.conf')}`,
      ...javaArgs(options.class_path, { heap_mib: options.heap_mib, compilers: 'listed' }, WORKER_CLASS, [
        join(folder, 'connect.properties'),
      ]),
    ],
    env: captureEnv(options.capture.host, options.capture.port, folder),
    stop_signal: 'SIGTERM',
    stop_within_ms: 20_000,
    ready: () => workerAnswers(options),
    ready_within_ms: 120_000,
  };
  return runJavaAs(spec, options.user);
}

/** Whether the worker's REST API answers, which it does once the worker has joined its group. */
export async function workerAnswers({ host, port, rest_password }: WorkerOptions): Promise<boolean> {
  return (await connectFetch(`${connectUrl(`${host}:${port}`, rest_password)}/connectors`)).ok;
}
