import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { Admission } from './admission/admission.js';
import { admitRequests } from './admission/admit-requests.js';
import { continueWhenAdmitted } from './admission/continue-when-admitted.js';
import { declaredOf, type DeclaredOperations } from './openapi/declared.js';
import { discardUnreadBodies } from './requests/discard-body.js';
import { Ending } from './lifecycle/ending.js';
import { type Health, HEALTH, serveHealth } from './lifecycle/health.js';
import { type HttpSettings, httpSettings } from './http-settings.js';
import { ProblemFilter, sendProblem, toProblem } from './responses/problem-filter.js';
import { dropIdleWhileClosing } from './lifecycle/drop-idle.js';
import { limitArrival } from './requests/limit-arrival.js';
import { provided } from './provided.js';
import { measureRequests } from './requests/measure-requests.js';
import { refuseMethods } from './requests/refuse-methods.js';
import { RefuseUndeclared } from './requests/refuse-undeclared.js';
import { refuseUnreadableRequest } from './requests/refuse-unreadable.js';
import { secureHeaders } from './responses/secure-headers.js';
import { documentOf, serveDocs } from './openapi/serve-docs.js';
import { StreamShares } from './admission/stream-shares.js';
import { StreamWatch } from './admission/stream-watch.js';
import { RefusalListener, reportRefusedLogins } from './admission/report-refused-logins.js';

/**
 * What differs between the services. A longer body than `max_body_bytes` is refused; all other limits are
 * settings.
 */
export interface AppOptions {
  readonly title: string;
  readonly module: DynamicModule;
  readonly logger: Logger;
  readonly telemetry: Telemetry;
  readonly max_body_bytes: number;
}

/**
 * Creates a Nest application with the common behaviour of all services; it does not listen yet. Its modules
 * provide an Admission, and optionally a RefusalListener and the checks of readiness (HEALTH). Rejects with
 * ConfigError.
 */
export async function createHttpApp(options: AppOptions): Promise<NestFastifyApplication> {
  const { logger, telemetry } = options;
  const settings = httpSettings();
  const adapter = new FastifyAdapter({
    bodyLimit: options.max_body_bytes,
    ...(settings.tls === null
      ? { http: settings.server }
      : { https: { ...settings.tls, ...settings.server } }),
    trustProxy: settings.trusted_proxies,
    requestTimeout: settings.server.requestTimeout,
    keepAliveTimeout: settings.keep_alive_ms,
    genReqId: () => randomUUID(),
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 1_024 },
    frameworkErrors: (error: unknown, _request: unknown, reply: FastifyReply) =>
      sendProblem(reply, toProblem(error)),
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
  fastify.server.maxConnections = settings.connections;
  secureHeaders(app, settings.tls !== null || settings.trusted_proxies !== false);
  dropIdleWhileClosing(fastify, ending);
  const declared = declaredOf(document);
  discardUnreadBodies(fastify, declared);
  measureRequests(fastify, declared, telemetry);
  limitArrival(fastify, declared, settings.server.requestTimeout);
  refuseMethods(fastify);
  admitCallers(app, declared, settings, options);
  continueWhenAdmitted(fastify);
  const undeclared = new RefuseUndeclared(declared);
  undeclared.register(fastify);
  app.useGlobalGuards(undeclared);
  serveHealth(fastify, provided<Health>(app, HEALTH) ?? {}, ending, (check, request_id, err) =>
    logger.warn({ check, request_id, err }, 'a check of readiness failed'),
  );
  fastify.get('/metrics', async (_request, reply) =>
    reply
      .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
      .send(await telemetry.metricsText()),
  );
  app.useGlobalFilters(new ProblemFilter((error) => logger.error({ err: error }, 'a request failed')));
  serveDocs(app, document);
  return app;
}

/** Every service authenticates before it reads a body. */
function admitCallers(
  app: NestFastifyApplication,
  declared: DeclaredOperations,
  settings: HttpSettings,
  { logger, telemetry }: AppOptions,
): void {
  const admission = app.get(Admission, { strict: false });
  reportRefusedLogins(admission, logger, telemetry, provided(app, RefusalListener));
  const streams = new StreamShares(settings.streams);
  const watch = new StreamWatch();
  admitRequests(app.getHttpAdapter().getInstance(), {
    admission,
    declared,
    in_flight: settings.in_flight,
    streams,
    watch,
  });
  telemetry.meter
    .createObservableGauge('stockproof_open_streams', {
      description: 'event streams that this process serves',
    })
    .addCallback((result) => result.observe(streams.open));
}

/** A module of every app: event streams and retries inject its `Ending`, so that they end in time. */
class HttpModule {}

function withEnding(module: DynamicModule, ending: Ending): DynamicModule {
  const providers = [{ provide: Ending, useValue: ending }];
  const global = { module: HttpModule, global: true, providers, exports: providers };
  return { ...module, imports: [global, ...(module.imports ?? [])] };
}

/**
 * Logs Nest's start-up messages at debug, its warnings and errors as they are. An error that keeps the app from
 * being created is thrown as well; the caller logs it, once.
 */
function nestLogger(logger: Logger): LoggerService {
  return {
    log: (message: unknown) => logger.debug({ nest: message }, 'nest'),
    debug: (message: unknown) => logger.debug({ nest: message }, 'nest'),
    verbose: (message: unknown) => logger.trace({ nest: message }, 'nest'),
    warn: (message: unknown) => logger.warn({ nest: message }, 'nest'),
    error: (message: unknown, ...rest: unknown[]) => {
      if (rest.at(-1) !== 'ExceptionHandler') logger.error({ nest: message, stack: rest[0] }, 'nest');
    },
    fatal: (message: unknown) => logger.fatal({ nest: message }, 'nest'),
  };
}
