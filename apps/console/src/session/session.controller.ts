import { Access } from '@stockproof/auth';
import { CONSOLE_SESSION, type ConsoleSession } from '@stockproof/console';
import { Answers } from '@stockproof/http';
import { CONFIG } from '@stockproof/service';
import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Settings } from '../settings.js';
import { SessionAdmission } from './session-admission.js';

@ApiTags('session')
@Controller('api/session')
export class SessionController {
  constructor(
    private readonly admission: SessionAdmission,
    @Inject(CONFIG) private readonly config: Settings,
  ) {}

  @Get()
  @Access('public')
  @Answers(CONSOLE_SESSION)
  @ApiOperation({ summary: 'Who is logged in in this browser, and the value that its changes need' })
  show(@Req() request: FastifyRequest): ConsoleSession {
    const environment = this.config.STOCKPROOF_ENVIRONMENT;
    const session = this.admission.sessionOf(request);
    if (session === null) return { person: null, csrf: null, expires_at: null, environment };
    const { person, csrf, ends_at_ms } = session;
    return { person, csrf, expires_at: new Date(ends_at_ms).toISOString(), environment };
  }
}
