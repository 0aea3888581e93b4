import type { AccessGuard } from '@stockproof/auth';
import { Admission, type Admitted, Problem } from '@stockproof/http';
import type { FastifyRequest } from 'fastify';
import { type BrowserCookies, readCookie } from './browser-cookies.js';
import { foreignRequest } from './own-page.js';
import type { Session, Sessions } from './sessions.js';

/**
 * Admits the person of a browser's session with the token of its login, by the same rules and checks as a token in a
 * header: a role that was taken away or a revoked login counts here too. A request with a token of its own is admitted
 * as at every service.
 */
export class SessionAdmission extends Admission {
  constructor(
    private readonly guard: AccessGuard,
    private readonly sessions: Sessions,
    private readonly cookies: BrowserCookies,
    private readonly origin: string,
  ) {
    super();
    guard.onRefused = (refused) => this.onRefused(refused);
    guard.onForbidden = (refused) => this.onForbidden(refused);
  }

  /** The session of the browser that sent the request; null if it has none. */
  sessionOf({ headers }: Pick<FastifyRequest, 'headers'>): Session | null {
    return this.sessions.find(readCookie(headers.cookie, this.cookies.session));
  }

  /** The session, if the request may use it: throws a 403 if it changes something and is not of the own page. */
  requireOwn(request: Pick<FastifyRequest, 'headers' | 'method'>): Session | null {
    const session = this.sessionOf(request);
    if (session === null) return null;
    const foreign = foreignRequest(request.method, request.headers, {
      origin: this.origin,
      csrf: session.csrf,
    });
    if (foreign !== null) throw foreign;
    return session;
  }

  async admit(request: FastifyRequest, rules: readonly string[]): Promise<Admitted> {
    const { authorization } = request.headers;
    // A browser sends a Basic login by itself, once it was asked for one at /metrics.
    const has_own = authorization !== undefined && !/^Basic /i.test(authorization);
    const session = has_own || rules.includes('public') ? null : this.requireOwn(request);
    if (session === null) return this.guard.admit(request, rules);
    request.headers.authorization = `Bearer ${await this.sessions.token(session)}`;
    try {
      const admitted = await this.guard.admit(request, rules);
      return { ...admitted, again: async () => !session.ended.aborted && (await admitted.again()) };
    } catch (error) {
      // The token was revoked: the browser has to log in again.
      if (error instanceof Problem && error.status === 401) this.sessions.end(session);
      throw error;
    }
  }
}
