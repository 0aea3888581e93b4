import type { Type } from '@nestjs/common';
import { partOf } from '../kit/part-of.js';

/**
 * Resolves the dependencies of every provider and controller of a service, without creating any of them.
 * Rejects with the name of one that no module provides.
 */
export async function wiring(root: Type): Promise<void> {
  // All of Nest: too much to load in every spec.
  const [{ NestFactory }, { Ending }, { Lifecycle, ServiceModule }] = await Promise.all([
    import('@nestjs/core'),
    import('@stockproof/http'),
    import('@stockproof/service'),
  ]);
  const given = partOf<Parameters<typeof ServiceModule.forRoot>[0]>({
    name: 'wiring',
    config: {},
    logger: {},
    telemetry: {},
    fail: () => undefined,
    lifecycle: new Lifecycle(),
  });
  const service = ServiceModule.forRoot(given);
  const ending = { provide: Ending, useValue: new Ending() };
  const http = { module: class {}, global: true, providers: [ending], exports: [ending] };
  await NestFactory.createApplicationContext(
    { module: root, imports: [service, http] },
    { preview: true, logger: false, abortOnError: false },
  );
}
