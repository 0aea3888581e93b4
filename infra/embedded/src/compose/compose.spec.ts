import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@stockproof/config';
import { parse } from 'yaml';
import { captureEnv } from '../connect/capture-login.js';
import { workerCommand } from '../connect/worker-files.js';
import { heapFlags } from '../parts/heap-flags.js';
import { SERVICES } from '../parts/service-logins.js';
import { accessSettings, CLUSTER_ARGS, SERVER_SETTINGS, settingArgs } from '../postgres/server-settings.js';
import { CONNECT_FOLDER, CONNECT_JARS } from '../containers/compose-names.js';
import { SHARED_MEMORY_BYTES } from '../containers/container-spec.js';
import { postgresImageEnv } from '../containers/image-env.js';

const DIGEST = /@sha256:[0-9a-f]{64}$/;
type ServerName = 'postgres' | 'kafka' | 'connect';

interface Service {
  readonly image: string;
  readonly command: string | readonly string[];
  readonly build?: { readonly target?: string };
  readonly shm_size: string;
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
}

const DOCKERFILE = readFileSync('Dockerfile', 'utf8');
const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<ServerName | (typeof SERVICES)[number]['name'], Service>;
};
const env = (name: ServerName) =>
  Object.fromEntries(Object.entries(services[name].environment).map(([key, value]) => [key, String(value)]));

describe('docker-compose.yml', () => {
  it('takes the images that containers are started from', () => {
    const config = loadConfig(['STOCKPROOF_POSTGRES_IMAGE', 'STOCKPROOF_KAFKA_IMAGE'], {});
    expect(services.postgres.image).toBe(config.STOCKPROOF_POSTGRES_IMAGE);
    expect(services.kafka.image).toBe(config.STOCKPROOF_KAFKA_IMAGE);
    expect(DOCKERFILE).toContain(`FROM ${config.STOCKPROOF_KAFKA_IMAGE} AS connect`);
    expect(services.connect.build?.target).toBe('connect');
  });

  it('takes every image by digest, or builds it from one', () => {
    for (const { image, build } of Object.values(services))
      if (build === undefined) expect(image).toMatch(DIGEST);
    const stages = [...DOCKERFILE.matchAll(/^FROM (\S+)(?: AS (\w+))?$/gm)].map(([, from, name]) => [
      from,
      name,
    ]);
    const built = stages.map(([, name]) => name);
    expect(stages.length).toBeGreaterThan(3);
    for (const [from = ''] of stages) if (!built.includes(from)) expect(from).toMatch(DIGEST);
  });

  it('creates and configures PostgreSQL like `npm start`', () => {
    expect(services.postgres.command).toBe(
      ['postgres', ...settingArgs({ ...accessSettings('/run/stockproof'), ...SERVER_SETTINGS })].join(' '),
    );
    const { POSTGRES_PASSWORD: _, ...made } = postgresImageEnv('', CLUSTER_ARGS);
    expect(env('postgres')).toEqual({ ...made, POSTGRES_PASSWORD_FILE: '/access/superuser-password' });
    expect(services.postgres.shm_size).toBe(`${SHARED_MEMORY_BYTES / 1024 / 1024}mb`);
  });

  it.each(SERVICES.map(({ name }) => name))('starts %s with the heap that `npm start` gives it', (name) =>
    expect(services[name].command).toBe(
      ['node', ...heapFlags(name), `dist/apps/${name}/src/main.js`].join(' '),
    ),
  );

  it('configures Kafka by the file that `npm start` writes, and by nothing else', () => {
    expect(env('kafka')).toEqual({ KAFKA_HEAP_OPTS: '-Xmx768m', EXTRA_ARGS: '-name kafkaServer' });
    expect(services.kafka.volumes).toContain('kafka-config:/mnt/shared/config:ro,nocopy');
  });

  it('starts Kafka Connect like `npm start` does in a container, configured by a file alone', () => {
    expect(services.connect.command).toEqual(workerCommand(CONNECT_FOLDER, CONNECT_JARS));
    expect(DOCKERFILE).toContain(` /jars ${CONNECT_JARS}\n`);
    expect(services.connect.volumes).toEqual([`connect-config:${CONNECT_FOLDER}:ro,nocopy`]);
    expect(env('connect')).toEqual(captureEnv('postgres', 5432, CONNECT_FOLDER));
  });
});
