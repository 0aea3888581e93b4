import { join } from 'node:path';
import type { PartSpec } from '../part.js';

export interface RegistryOptions {
  readonly host: string;
  readonly port: number;
  readonly java: string;
  /** Where it was unpacked to. */
  readonly folder: string;
}

/**
 * Apicurio Registry with its Confluent-compatible API. It stores nothing; each start fills it from
 * `schemas/released`.
 */
export function registryPart({ host, port, java, folder }: RegistryOptions): PartSpec {
  return {
    name: 'registry',
    command: java,
    args: [
      '-Xmx384m',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-jar',
      join(folder, 'quarkus-run.jar'),
    ],
    env: { QUARKUS_HTTP_HOST: host, QUARKUS_HTTP_PORT: String(port) },
    stop_signal: 'SIGTERM',
    stop_within_ms: 10_000,
    ready: async () => (await fetch(`${registryUrl(host, port)}/subjects`)).ok,
    ready_within_ms: 90_000,
  };
}

/** Address of its Confluent-compatible API. */
export function registryUrl(host: string, port: number): string {
  return `http://${host}:${port}/apis/ccompat/v7`;
}
