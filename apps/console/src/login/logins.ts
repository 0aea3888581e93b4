import { type Authenticator, isSellerPerson } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { beginLogin, finishLogin, type OidcClient, revokeToken, type Tokens } from '@stockproof/oidc-client';
import { OIDC_CLIENT, AUTHENTICATE } from '../tokens.js';
import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import { Sessions, type Person, type Session } from '../session/sessions.js';
import type { LoginState } from './login-state.js';

/** Logs people in at the identity provider, and out. */
@Injectable()
export class Logins {
  constructor(
    @Inject(OIDC_CLIENT) private readonly client: OidcClient,
    @Inject(AUTHENTICATE) private readonly authenticate: Authenticator,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Begins a login. `url` is the provider's page, for the browser. The provider always asks for the password: whoever
   * logged out here is logged out, also if the provider remembers the browser. Throws a 503.
   */
  async begin(return_to: string): Promise<{ readonly url: string; readonly state: LoginState }> {
    try {
      const { url, ...state } = await beginLogin(this.client, { prompt: 'login' });
      return { url: forBrowsers(url, state.issuer), state: { ...state, return_to } };
    } catch (error) {
      this.logger.error({ err: error }, 'the identity provider cannot be asked for a login');
      throw new Problem(503, 'provider_unreachable', 'the identity provider does not answer; try again');
    }
  }

  /** Finishes a login. Returns the id of a new session. Rejects if the answer is a refusal or of another login. */
  async finish(state: LoginState, answer: URLSearchParams): Promise<string> {
    const tokens = await finishLogin(this.client, state, answer);
    return this.sessions.open(await this.personOf(tokens), tokens);
  }

  /** Ends a session here, and its login at the provider; if that does not answer, only here. */
  async end(session: Session): Promise<void> {
    const refresh_token = this.sessions.end(session);
    if (refresh_token === null) return;
    await revokeToken(this.client, refresh_token).catch((err: unknown) =>
      this.logger.warn({ err }, 'a login was not ended at the identity provider; it ends there by itself'),
    );
  }

  private async personOf({ access_token }: Tokens): Promise<Person> {
    const principal = await this.authenticate(access_token);
    if (principal !== null && isSellerPerson(principal)) {
      const { person, seller_id } = principal;
      return { subject: person, name: person, roles: ['seller'], seller_id };
    }
    if (principal?.kind !== 'operator') throw new Error('the token of this login is not for the console');
    const { name, roles } = principal;
    return { subject: name, name, roles: [...roles], seller_id: null };
  }
}

/** The provider's page, as browsers reach it: at the issuer's origin, also where the console reaches it by another. */
function forBrowsers(url: string, issuer: string): string {
  const { pathname, search } = new URL(url);
  return `${new URL(issuer).origin}${pathname}${search}`;
}
