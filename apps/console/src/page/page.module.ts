import { resolve } from 'node:path';
import { CONFIG, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Settings } from '../settings.js';
import { servePage } from './serve-page.js';

/** The built page, for everybody: it contains nothing but code. */
@Module({})
export class PageModule implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(CONFIG) private readonly config: Settings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * In a context of its own, because `/docs` decorates the answers of the whole application in the same way. Not awaited:
   * that would fix all routes before Nest gives them its error handler. Fastify loads it before it listens.
   */
  onModuleInit(): void {
    const folder = resolve(this.config.STOCKPROOF_CONSOLE_PAGE_DIR);
    void this.host.httpAdapter.getInstance().register((scope) => servePage(scope, folder, this.logger));
  }
}
