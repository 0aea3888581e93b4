import { Access } from '@stockproof/auth';
import { CSRF_HEADER } from '@stockproof/console';
import { AnswersOf } from '@stockproof/http';
import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { plainPage } from '../plain-page.js';
import { type BrowserCookies, cookieHeader, readCookie } from '../session/browser-cookies.js';
import { SessionAdmission } from '../session/session-admission.js';
import { COOKIES } from '../tokens.js';
import { LoginStates } from './login-state.js';
import { Logins } from './logins.js';
import { returnPath } from './return-path.js';

/** What providers add to their answer; only the first four are read. */
const ANSWERED = [
  'code',
  'state',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session_state',
  'scope',
  'authuser',
  'hd',
  'prompt',
];

const AnswerOfProvider = (): MethodDecorator => (target, key, descriptor) => {
  for (const name of ANSWERED)
    ApiQuery({ name, required: false, schema: { type: 'string' } })(target, key, descriptor);
};

/** Logs a browser in and out. The cookies of a login under way and of a session are different ones. */
@ApiTags('login')
@Controller('auth')
@Access('public')
export class LoginController {
  private readonly states = new LoginStates();

  constructor(
    private readonly logins: Logins,
    private readonly admission: SessionAdmission,
    @Inject(COOKIES) private readonly cookies: BrowserCookies,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get('login')
  @ApiQuery({ name: 'return_to', required: false, schema: { type: 'string', default: '/' } })
  @ApiResponse({ status: 302, description: 'to the page of the identity provider' })
  @ApiOperation({ summary: 'Begin a login; afterwards the browser is at `return_to`, a path of the page' })
  async login(@Res() reply: FastifyReply, @Query('return_to') return_to?: unknown): Promise<void> {
    const { url, state } = await this.logins.begin(returnPath(return_to));
    // Lax, because the provider's page, which is another site, leads back here.
    const cookie = cookieHeader(this.cookies.login, await this.states.seal(state), this.cookies, 'Lax');
    await reply.header('set-cookie', cookie).redirect(url, 302);
  }

  @Get('callback')
  @AnswerOfProvider()
  @AnswersOf('text/html')
  @ApiResponse({ status: 303, description: 'to the page, logged in' })
  @ApiOperation({ summary: 'The answer of the identity provider to a login' })
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { login, session } = this.cookies;
    const state = await this.states.open(readCookie(request.headers.cookie, login));
    const forget = cookieHeader(login, '', this.cookies, 'Lax');
    if (state === null) return this.fail(reply, 'This login is over, or was begun in another browser.');
    try {
      const answer = new URLSearchParams(request.url.split('?')[1]);
      const id = await this.logins.finish(state, answer);
      // The session before has another id, so it ends.
      const before = this.admission.sessionOf(request);
      if (before !== null) await this.logins.end(before);
      const cookie = cookieHeader(session, id, this.cookies, 'Strict');
      await reply.header('set-cookie', [cookie, forget]).redirect(state.return_to, 303);
    } catch (error) {
      this.logger.warn({ err: error }, 'a login failed');
      void reply.header('set-cookie', forget);
      return this.fail(reply, `The login did not work: ${(error as Error).message}.`);
    }
  }

  @Post('logout')
  @HttpCode(204)
  @ApiHeader({ name: CSRF_HEADER, required: false })
  @ApiResponse({ status: 204, description: 'nobody is logged in any more' })
  @ApiOperation({ summary: 'End the session of this browser, and its login at the identity provider' })
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const session = this.admission.requireOwn(request);
    if (session !== null) await this.logins.end(session);
    void reply.header('set-cookie', cookieHeader(this.cookies.session, '', this.cookies, 'Strict'));
  }

  private async fail(reply: FastifyReply, text: string): Promise<void> {
    const page = plainPage(text, { to: '/auth/login', text: 'Log in again' });
    await reply.status(400).type('text/html; charset=utf-8').send(page);
  }
}
