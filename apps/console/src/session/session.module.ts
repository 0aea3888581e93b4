import { AccessGuard, type Authenticator, LoginThrottle, tokenAuthenticator } from '@stockproof/auth';
import { Admission } from '@stockproof/http';
import { type OidcClient, refreshTokens } from '@stockproof/oidc-client';
import { CONFIG, Lifecycle } from '@stockproof/service';
import { PeriodicTask } from '@stockproof/timing';
import { Global, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Settings } from '../settings.js';
import { AUTHENTICATE, COOKIES, OIDC_CLIENT } from '../tokens.js';
import { type BrowserCookies, cookiesOf } from './browser-cookies.js';
import { SessionAdmission } from './session-admission.js';
import { SessionController } from './session.controller.js';
import { Sessions } from './sessions.js';

const END_OLD_INTERVAL_MS = 10_000;

/** Who is logged in, and who may call. Global: every module asks it. */
@Global()
@Module({
  controllers: [SessionController],
  providers: [
    {
      provide: OIDC_CLIENT,
      inject: [CONFIG],
      useFactory: (config: Settings): OidcClient => ({
        provider_url: (config.STOCKPROOF_CONSOLE_PROVIDER_URL || config.STOCKPROOF_OIDC_ISSUER).replace(
          /\/$/,
          '',
        ),
        client_id: config.STOCKPROOF_CONSOLE_CLIENT_ID,
        redirect_uri: `${config.STOCKPROOF_CONSOLE_URL}/auth/callback`,
        resource: 'urn:stockproof:services',
      }),
    },
    {
      provide: AUTHENTICATE,
      inject: [CONFIG],
      useFactory: (config: Settings) => tokenAuthenticator('console', config),
    },
    {
      provide: COOKIES,
      inject: [CONFIG],
      useFactory: (config: Settings) => cookiesOf(config.STOCKPROOF_CONSOLE_URL),
    },
    {
      provide: Sessions,
      inject: [CONFIG, OIDC_CLIENT, Lifecycle],
      useFactory: (config: Settings, client: OidcClient, lifecycle: Lifecycle) => {
        const sessions = new Sessions({
          idle_ms: config.STOCKPROOF_CONSOLE_SESSION_IDLE_S * 1_000,
          max_ms: config.STOCKPROOF_CONSOLE_SESSION_MAX_S * 1_000,
          refresh: (refresh_token) => refreshTokens(client, refresh_token),
        });
        const run = (): Promise<void> => Promise.resolve(sessions.endOld());
        lifecycle.run(new PeriodicTask({ every_ms: END_OLD_INTERVAL_MS, run, onFailed: () => undefined }));
        return sessions;
      },
    },
    {
      provide: AccessGuard,
      inject: [AUTHENTICATE, CONFIG],
      useFactory: (authenticate: Authenticator, config: Settings) =>
        new AccessGuard(authenticate, true, new LoginThrottle(config.STOCKPROOF_MAX_LOGIN_FAILURES)),
    },
    { provide: APP_GUARD, useExisting: AccessGuard },
    {
      provide: SessionAdmission,
      inject: [AccessGuard, Sessions, COOKIES, CONFIG],
      useFactory: (guard: AccessGuard, sessions: Sessions, cookies: BrowserCookies, config: Settings) =>
        new SessionAdmission(guard, sessions, cookies, new URL(config.STOCKPROOF_CONSOLE_URL).origin),
    },
    { provide: Admission, useExisting: SessionAdmission },
  ],
  exports: [OIDC_CLIENT, AUTHENTICATE, COOKIES, Sessions, SessionAdmission],
})
export class SessionModule {}
