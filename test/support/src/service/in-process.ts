import type { AddressInfo } from 'node:net';
import type { AuthRules } from '@stockproof/auth';
import type { SecurityEvent } from '@stockproof/security-events';
import type { SecurityLog } from '@stockproof/security-log';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { DynamicModule, ModuleMetadata } from '@nestjs/common';
import { partOf } from '../kit/part-of.js';
import { recordingMeter } from './recording-meter.js';

export interface InProcess {
  readonly url: string;
  /** From now on the service is stopping, but still listens. */
  announceEnd(): void;
  close(): Promise<void>;
}

/** Controllers of a service, who may call them, and replacements of what the service provides to them. */
export interface Serving extends AuthRules {
  readonly controllers: NonNullable<ModuleMetadata['controllers']>;
  readonly providers: NonNullable<ModuleMetadata['providers']>;
  /** One in memory by default. */
  readonly security?: SecurityLog;
}

/** A module with these controllers and providers. */
export async function serving({
  controllers,
  providers,
  security,
  ...rules
}: Serving): Promise<DynamicModule> {
  const [{ AuthModule }, { SECURITY_LOG }] = await Promise.all([
    import('@stockproof/auth'),
    import('@stockproof/security-log'),
  ]);
  const log = { provide: SECURITY_LOG, useValue: security ?? securityRecords() };
  const auth = AuthModule.forRootAsync({ useFactory: () => rules });
  return { module: class {}, imports: [auth], controllers, providers: [...providers, log] };
}

/** The HTTP side of a service in this process, with a test's own providers; it logs nothing. */
export async function inProcess(module: DynamicModule | Promise<DynamicModule>): Promise<InProcess> {
  const nothing = (): void => undefined;
  const logger = partOf<Logger>({
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: nothing,
    error: nothing,
    fatal: nothing,
  });
  const telemetry = partOf<Telemetry>({
    metricsText: () => Promise.resolve(''),
    meter: recordingMeter().meter,
  });
  // Includes all of Nest's HTTP, too much to load in every spec.
  const { createHttpApp, Ending } = await import('@stockproof/http');
  const app = await createHttpApp({
    title: 'test',
    module: await module,
    logger,
    telemetry,
    max_body_bytes: 1_048_576,
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    announceEnd: () => app.get(Ending, { strict: false }).begin(),
    close: () => app.close(),
  };
}

export interface SecurityRecords {
  /** The events written, in order. */
  readonly events: SecurityEvent[];
  readonly append: (event: SecurityEvent) => Promise<void>;
  readonly note: (event: SecurityEvent) => void;
}

/** A security log in memory, for a service's module without its database. */
export function securityRecords(): SecurityRecords {
  const events: SecurityEvent[] = [];
  const note = (event: SecurityEvent): void => void events.push(event);
  return { events, note, append: (event) => Promise.resolve(note(event)) };
}
