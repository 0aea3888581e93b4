import type { AddressInfo } from 'node:net';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { DynamicModule } from '@nestjs/common';
import { recordingMeter } from './recording-meter.js';

export interface InProcess {
  readonly url: string;
  /** From now on it is about to end, and still listens. */
  announceEnd(): void;
  close(): Promise<void>;
}

/** The HTTP side of a service in this process, with whatever its module was given; it logs nothing. */
export async function inProcess(module: DynamicModule): Promise<InProcess> {
  const logger = Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, () => undefined]),
  ) as unknown as Logger;
  const telemetry = {
    metricsText: () => Promise.resolve(''),
    meter: recordingMeter().meter,
  } as unknown as Telemetry;
  // With all of Nest's HTTP: too much to load in every spec.
  const { createHttpApp, Ending } = await import('@stockproof/http');
  const app = await createHttpApp({
    title: 'test',
    module,
    logger,
    telemetry,
    health: {},
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
