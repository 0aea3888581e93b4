import { readFileSync } from 'node:fs';
import { logConfig, properties } from '../java.js';
import { captureFiles } from './capture-login.js';
import { restLogin } from './rest-login.js';
import { type WorkerOptions, workerProperties } from './worker-properties.js';

export const WORKER_CLASS = 'org.apache.kafka.connect.cli.ConnectDistributed';

const HEAP_MIB = 768;
const LOGGING = 'log4j2.properties';

/**
 * What a worker starts with, by name, for the folder `folder` that only Connect reads: its settings, who may
 * ask its REST API, and as whom it comes into PostgreSQL.
 */
export function workerFiles(
  options: Omit<WorkerOptions, 'capture'>,
  folder: string,
): Readonly<Record<string, string | Buffer>> {
  return {
    'connect.properties': properties(workerProperties(options)),
    ...restLogin(options.rest_password, folder),
    ...captureFiles(options.capture_login),
  };
}

/** The files of a worker in a container, which has no checkout beside it: those, and how it logs. */
export function containerWorkerFiles(
  options: Omit<WorkerOptions, 'capture'>,
  folder: string,
): Readonly<Record<string, string | Buffer>> {
  return { ...workerFiles(options, folder), [LOGGING]: readFileSync(logConfig()) };
}

/** How a container with Java starts a worker: its files are in `folder`, the jars of pom.xml in `jars`. */
export function workerCommand(folder: string, jars: string): string[] {
  return [
    'java',
    `-Xmx${HEAP_MIB}m`,
    `-Djava.security.auth.login.config=${folder}/login.conf`,
    `-Dlog4j2.configurationFile=${folder}/${LOGGING}`,
    '-cp',
    `${jars}/*`,
    WORKER_CLASS,
    `${folder}/connect.properties`,
  ];
}
