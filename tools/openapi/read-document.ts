import { documentOf, Ending } from '@stockproof/http';
import { Lifecycle, ServiceModule } from '@stockproof/service';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

type Given = Parameters<typeof ServiceModule.forRoot>[0];

/**
 * The OpenAPI document of a service, as it serves it at /docs-json. Reads the declarations of its modules only:
 * no provider is made, so nothing is connected and nothing listens. `title` is that of the service's start.ts.
 */
export async function readDocument(root: Type, title: string): Promise<object> {
  const ending = { provide: Ending, useValue: new Ending() };
  const http = { module: class Http {}, global: true, providers: [ending], exports: [ending] };
  const service = ServiceModule.forRoot({
    name: 'openapi',
    config: {},
    logger: {} as Given['logger'],
    telemetry: {} as Given['telemetry'],
    fail: () => undefined,
    lifecycle: new Lifecycle(),
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: root, imports: [service, http] },
    new FastifyAdapter(),
    { preview: true, logger: false, abortOnError: false },
  );
  return documentOf(app, title);
}
