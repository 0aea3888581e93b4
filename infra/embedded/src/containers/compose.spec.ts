import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { captureEnv } from '../connect/capture-login.js';
import { workerProperties } from '../connect/worker-properties.js';
import { accessSettings, CLUSTER_ARGS, SERVER_SETTINGS, settingArgs } from '../postgres/server-settings.js';
import { IMAGES, SHARED_MEMORY_BYTES } from './container-spec.js';
import { connectImageEnv, postgresImageEnv } from './image-env.js';

const PASSWORD = '${STOCKPROOF_ROLE_PASSWORD:-stockproof}';
const SUPERUSER = '${STOCKPROOF_SUPERUSER_PASSWORD:-stockproof}';

interface Service {
  readonly image: string;
  readonly command: string;
  readonly shm_size: string;
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
}

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as { services: Record<keyof typeof IMAGES, Service> };
const env = (name: keyof typeof IMAGES) =>
  Object.fromEntries(Object.entries(services[name].environment).map(([key, value]) => [key, String(value)]));

describe('docker-compose.yml', () => {
  it.each(['postgres', 'kafka', 'connect'] as const)('takes the image of %s that containers are started from', (name) => {
    expect(services[name].image).toBe(IMAGES[name]);
  });

  it('makes and sets PostgreSQL as `npm start` does', () => {
    expect(services.postgres.command).toBe(['postgres', ...settingArgs({ ...accessSettings('/access'), ...SERVER_SETTINGS })].join(' '));
    expect(env('postgres')).toEqual(postgresImageEnv(SUPERUSER, CLUSTER_ARGS));
    expect(services.postgres.shm_size).toBe(`${SHARED_MEMORY_BYTES / 1024 / 1024}mb`);
  });

  it('lets every service verify PostgreSQL, and log in bound to the channel', () => {
    const settings = Object.values(services).flatMap(({ environment }) => Object.values(environment ?? {}).map(String));
    const urls = settings.filter((value) => value.startsWith('postgres://'));
    const access = '?sslmode=verify-full&sslrootcert=/home/stockproof/tls/ca.crt&channel_binding=require';
    expect(urls).not.toEqual([]);
    expect(urls.filter((url) => !url.endsWith(access))).toEqual([]);
  });

  it('sets Kafka by the file that `npm start` writes, and by nothing beside it', () => {
    expect(env('kafka')).toEqual({ KAFKA_HEAP_OPTS: '-Xmx768m' });
    expect(services.kafka.volumes).toContain('kafka-config:/mnt/shared/config:ro');
  });

  it('sets Kafka Connect as `npm start` does', () => {
    const { HEAP_OPTS, KAFKA_OPTS, STOCKPROOF_CDC_HOST, STOCKPROOF_CDC_PORT, STOCKPROOF_CDC_USER, STOCKPROOF_CDC_DATABASE, STOCKPROOF_CDC_LOGIN_DIR, ...rest } = env('connect');
    const properties = workerProperties({ host: 'connect', port: 8083, kafka: 'kafka:9092', kafka_password: PASSWORD, kafka_ca: { file: '/tls/ca.crt' } });
    expect(rest).toEqual(connectImageEnv(properties));
    expect(KAFKA_OPTS).toBe('-Djava.security.auth.login.config=/rest/login.conf');
    expect(HEAP_OPTS).toBe('-Xmx768m');
    expect({ STOCKPROOF_CDC_HOST, STOCKPROOF_CDC_PORT, STOCKPROOF_CDC_USER, STOCKPROOF_CDC_DATABASE, STOCKPROOF_CDC_LOGIN_DIR }).toEqual(captureEnv('postgres', 5432, '/rest'));
  });
});
