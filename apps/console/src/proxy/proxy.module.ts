import { withOwnRules } from '@stockproof/http';
import { CONFIG, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '../settings.js';
import { UPSTREAMS } from '../tokens.js';
import { PassOn } from './pass-on.js';
import { upstreamsOf } from './upstreams.js';

/** The way of the page to the services. It is no operation of the OpenAPI document: the services' documents describe it. */
@Module({
  providers: [
    PassOn,
    { provide: UPSTREAMS, inject: [CONFIG], useFactory: (config: Settings) => upstreamsOf(config) },
  ],
})
export class ProxyModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly pass_on: PassOn,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** After the hooks of every request were registered, which therefore run before. */
  onModuleInit(): void {
    this.host.httpAdapter.getInstance().route({
      ...withOwnRules(this.logger),
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url: '/api/:service/v1/*',
      onRequest: async (request) => this.pass_on.admit(request),
      handler: (request, reply) => this.pass_on.answer(request, reply),
    });
  }
}
