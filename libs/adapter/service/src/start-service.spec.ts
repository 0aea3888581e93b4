import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuthModule } from '@stockproof/auth';
import { HEALTH, type RunningService } from '@stockproof/http';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { Module, type Provider } from '@nestjs/common';
import { Lifecycle } from './lifecycle.js';
import { serviceOf } from './start-service.js';
import { CONFIG } from './tokens.js';

const POOL = Symbol('pool');
const WATCH = Symbol('watch');

let steps: string[];
let complaints: unknown[];
let port: number;

beforeEach(async () => {
  [steps, complaints] = [[], []];
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  server.close();
  await once(server, 'close');
});

const ready = (): Promise<number | null> =>
  fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(1_000) }).then(
    ({ status }) => status,
    () => null,
  );

const pool: Provider = {
  provide: POOL,
  inject: [Lifecycle],
  useFactory: (lifecycle: Lifecycle) =>
    lifecycle.hold('pool', async () => void steps.push(`pool closed, ready ${await ready()}`)),
};
const watch = (started: () => Promise<void> = () => Promise.resolve()): Provider => ({
  provide: WATCH,
  inject: [Lifecycle, POOL],
  useFactory: (lifecycle: Lifecycle) =>
    lifecycle.run({
      start: () => started().then(() => void steps.push('watch started')),
      stop: async () => void steps.push(`watch stopped, ready ${await ready()}`),
    }),
});
const health: Provider = { provide: HEALTH, useValue: { pool: () => null } };

function start(...providers: Provider[]): Promise<RunningService> {
  const auth = AuthModule.forRootAsync({ useFactory: () => ({ authenticate: async () => null }) });
  @Module({ imports: [auth], providers: [pool, health, ...providers] })
  class Root {}
  const complain = (details: unknown): void => void complaints.push(details);
  const logger = partOf<Logger>({
    debug: () => undefined,
    trace: () => undefined,
    warn: complain,
    error: complain,
  });
  const telemetry = partOf<Telemetry>({
    meter: recordingMeter().meter,
    shutdown: async () => void steps.push('telemetry shut down'),
  });
  const service = serviceOf({
    name: 'trial',
    title: 'trial',
    settings: ['STOCKPROOF_HOST', 'STOCKPROOF_APPLY_MAX_BATCH'],
    root: Root,
    http: ({ STOCKPROOF_HOST: host }) => ({ host, port, max_body_bytes: 1_000 }),
  });
  return service(logger, telemetry, () => undefined);
}

describe('a service', () => {
  it('starts its activities, listens, and stops in order', async () => {
    const service = await start(watch());
    expect([steps, await ready()]).toEqual([['watch started'], 200]);
    await service.stop();
    expect(steps).toEqual([
      'watch started',
      'watch stopped, ready 503',
      'pool closed, ready null',
      'telemetry shut down',
    ]);
  });

  it('gives its modules the settings that it names', async () => {
    let seen: unknown;
    const reader = { provide: 'reader', inject: [CONFIG], useFactory: (config: object) => (seen = config) };
    await (await start(reader)).stop();
    expect(seen).toEqual({ STOCKPROOF_HOST: '127.0.0.1', STOCKPROOF_APPLY_MAX_BATCH: 4_000 });
  });

  it('reports that something could not be stopped', async () => {
    const producer = {
      provide: 'producer',
      inject: [Lifecycle],
      useFactory: (lifecycle: Lifecycle) =>
        lifecycle.hold('producer', () => Promise.reject(new Error('the broker is away'))),
    };
    const service = await start(producer);
    await expect(service.stop()).rejects.toThrow('could not be stopped in order');
    expect(steps).toEqual(['pool closed, ready null', 'telemetry shut down']);
  });
});

describe('a start that fails', () => {
  const closed = ['pool closed, ready null', 'telemetry shut down'];
  const refused = new Error('the topics are not as the contract says');
  const broken: Provider = {
    provide: 'contract',
    inject: [POOL],
    useFactory: () => Promise.reject(refused),
  };

  it('closes what it opened, and reports the reason once', async () => {
    await expect(start(broken)).rejects.toBe(refused);
    expect([steps, complaints]).toEqual([closed, []]);
  });

  it('stops running activities if another one does not start', async () => {
    const other: Provider = {
      provide: 'consumer',
      inject: [Lifecycle],
      useFactory: (lifecycle: Lifecycle) =>
        lifecycle.run({
          start: () => Promise.reject(refused),
          stop: () => void steps.push('consumer stopped'),
        }),
    };
    await expect(start(watch(), other)).rejects.toBe(refused);
    expect(steps.toSorted()).toEqual(
      ['watch started', 'consumer stopped', 'watch stopped, ready null', ...closed].toSorted(),
    );
    expect(steps.slice(-2)).toEqual(closed);
  });

  it('closes what it opened if the port is in use', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await expect(start()).rejects.toThrow('EADDRINUSE');
    expect(steps.at(-1)).toBe('telemetry shut down');
    expect(steps.length).toBe(2);
    other.close();
  }, 20_000);

  it('opens nothing if a setting is wrong', async () => {
    process.env['STOCKPROOF_APPLY_MAX_BATCH'] = 'many';
    try {
      await expect(start(watch())).rejects.toThrow('STOCKPROOF_APPLY_MAX_BATCH');
    } finally {
      delete process.env['STOCKPROOF_APPLY_MAX_BATCH'];
    }
    expect(steps).toEqual([]);
  });
});
