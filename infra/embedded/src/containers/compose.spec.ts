import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { captureEnv } from '../connect/capture-login.js';
import { workerProperties } from '../connect/worker-properties.js';
import { heapFlags } from '../supervisor/parts/heap-flags.js';
import { SERVICES } from '../supervisor/parts/service-logins.js';
import { accessSettings, CLUSTER_ARGS, SERVER_SETTINGS, settingArgs } from '../postgres/server-settings.js';
import { IMAGES, SHARED_MEMORY_BYTES } from './container-spec.js';
import { connectImageEnv, postgresImageEnv } from './image-env.js';

/** Those that two unrelated public sources name; the others go by their tag (docs/security.md). */
const BY_DIGEST: readonly (keyof typeof IMAGES)[] = ['postgres', 'kafka'];

interface Service {
  readonly image: string;
  readonly command: string;
  readonly shm_size: string;
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
}

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<keyof typeof IMAGES | (typeof SERVICES)[number]['name'], Service>;
};
const env = (name: keyof typeof IMAGES) =>
  Object.fromEntries(Object.entries(services[name].environment).map(([key, value]) => [key, String(value)]));

describe('docker-compose.yml', () => {
  it.each(['postgres', 'kafka', 'connect'] as const)(
    'takes the image of %s that containers are started from',
    (name) => {
      const [image, digest = ''] = services[name].image.split('@');
      expect(image).toBe(IMAGES[name]);
      if (BY_DIGEST.includes(name)) expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    },
  );

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

  it('configures Kafka Connect like `npm start`', () => {
    const {
      HEAP_OPTS,
      KAFKA_OPTS,
      STOCKPROOF_CDC_HOST,
      STOCKPROOF_CDC_PORT,
      STOCKPROOF_CDC_USER,
      STOCKPROOF_CDC_DATABASE,
      STOCKPROOF_CDC_LOGIN_DIR,
      ...rest
    } = env('connect');
    // Its login is in the file that the JVM is told of, and in no variable.
    const properties = workerProperties({
      host: 'connect-rest',
      port: 8083,
      kafka: 'kafka:9092',
      kafka_password: null,
      kafka_ca: { file: '/rest/ca.crt' },
    });
    expect(rest).toEqual(connectImageEnv(properties));
    expect(KAFKA_OPTS).toBe('-Djava.security.auth.login.config=/rest/login.conf');
    expect(HEAP_OPTS).toBe('-Xmx768m');
    expect({
      STOCKPROOF_CDC_HOST,
      STOCKPROOF_CDC_PORT,
      STOCKPROOF_CDC_USER,
      STOCKPROOF_CDC_DATABASE,
      STOCKPROOF_CDC_LOGIN_DIR,
    }).toEqual(captureEnv('postgres', 5432, '/rest'));
  });
});
