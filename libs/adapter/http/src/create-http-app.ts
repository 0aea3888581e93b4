import 'reflect-metadata';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { declaredOf } from './declared.js';
import { Ending } from './ending.js';
import { type Health, serveHealth } from './health.js';
import { ProblemFilter, sendProblem, toProblem } from './problem-filter.js';
import { dropIdleWhileClosing } from './drop-idle.js';
import { refuseMethods } from './refuse-methods.js';
import { RefuseUndeclared } from './refuse-undeclared.js';
import { refuseUnreadableRequest } from './refuse-unreadable.js';
import { documentOf, serveDocs } from './serve-docs.js';

export interface AppOptions {
  readonly title: string;
  readonly module: DynamicModule;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly health: Health;
  readonly max_body_bytes: number;
}

/** A Nest application that behaves like every other service here; not listening yet. */
export async function createHttpApp(options: AppOptions): Promise<NestFastifyApplication> {
  const { logger, telemetry } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: options.max_body_bytes,
    // Longer than a balancer or a client keeps an idle connection: whoever closes first must not be us, in the middle of a request.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) => sendProblem(reply, toProblem(error)),
    clientErrorHandler: refuseUnreadableRequest,
  });
  const ending = new Ending();
  const app = await NestFactory.create<NestFastifyApplication>(withEnding(options.module, ending), adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance();
  const document = documentOf(app, options.title);
  const undeclared = new RefuseUndeclared(declaredOf(document));
  undeclared.register(fastify);
  // After the guard of the module, which asks who calls.
  app.useGlobalGuards(undeclared);
  dropIdleWhileClosing(fastify, ending);
  refuseMethods(fastify);
  serveHealth(fastify, options.health, ending);
  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await telemetry.metricsText()));
  app.useGlobalFilters(new ProblemFilter((error) => logger.error({ err: error }, 'a request failed')));
  serveDocs(app, document);
  return app;
}

/** Event streams ask for it, so that they end in time. */
function withEnding(module: DynamicModule, ending: Ending): DynamicModule {
  return { ...module, providers: [...module.providers ?? [], { provide: Ending, useValue: ending }] };
}

/** Nest's start-up chatter at debug, its warnings and errors as they are. */
function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug({ nest: message }, 'nest'),
    debug: (message: unknown) => logger.debug({ nest: message }, 'nest'),
    verbose: (message: unknown) => logger.trace({ nest: message }, 'nest'),
    warn: (message: unknown) => logger.warn({ nest: message }, 'nest'),
    error: (message: unknown, stack?: unknown) => logger.error({ nest: message, stack }, 'nest'),
    fatal: (message: unknown) => logger.fatal({ nest: message }, 'nest'),
  };
}
