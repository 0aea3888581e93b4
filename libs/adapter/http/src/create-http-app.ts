import 'reflect-metadata';
import { parseStrictJson } from '@stockproof/events';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { type Health, serveHealth } from './health.js';
import { Problem } from './problem.js';
import { ProblemFilter, sendProblem, toProblem } from './problem-filter.js';
import { dropIdleWhileClosing } from './drop-idle.js';
import { refuseMethods } from './refuse-methods.js';
import { refuseUnreadableQueries, refuseUnreadableRequest } from './refuse-unreadable.js';
import { serveDocs } from './serve-docs.js';

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
  const app = await NestFactory.create<NestFastifyApplication>(options.module, adapter, {
    logger: nestLogger(logger),
    abortOnError: false,
    bodyParser: false,
  });
  const fastify = adapter.getInstance();
  // Fastify's parser would take a key twice and round a number; ours refuses both.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    const parsed = parseStrictJson(body as Buffer);
    if (parsed.ok) done(null, parsed.value);
    else done(new Problem(400, parsed.reason, parsed.detail));
  });
  fastify.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body as string)));
  });
  dropIdleWhileClosing(fastify);
  refuseMethods(fastify);
  refuseUnreadableQueries(fastify);
  serveHealth(fastify, options.health);
  fastify.get('/metrics', async (_request, reply) =>
    reply.header('content-type', 'text/plain; version=0.0.4; charset=utf-8').send(await telemetry.metricsText()));
  app.useGlobalFilters(new ProblemFilter((error) => logger.error({ err: error }, 'a request failed')));
  serveDocs(app, options.title);
  return app;
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
