import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { Ending, Problem } from '@stockproof/http';
import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SessionAdmission } from '../session/session-admission.js';
import { loginOver, type Session, Sessions } from '../session/sessions.js';
import { UPSTREAMS } from '../tokens.js';
import { headersForPage, headersForService } from './passed-headers.js';
import { type Target, targetOf } from './target.js';
import { isPublicRead, type Upstreams } from './upstreams.js';

/** From the request to the head of the answer; a stream may last longer. */
const ANSWER_WITHIN_MS = 60_000;

/** Where an admitted request goes, and in whose name; a session of null reads what is public. */
interface Passage {
  readonly target: Target;
  readonly session: Session | null;
}

/** Passes requests of the page on to the services, with the token of the session. */
@Injectable()
export class PassOn {
  private readonly passages = new WeakMap<object, Passage>();

  constructor(
    @Inject(UPSTREAMS) private readonly upstreams: Upstreams,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly admission: SessionAdmission,
    private readonly sessions: Sessions,
    private readonly ending: Ending,
  ) {}

  /** Before the body is read: throws a 401 without a session, and a 403 if the request is not of the own page. */
  admit(request: FastifyRequest): void {
    const target = targetOf(request.raw.url ?? '', this.upstreams);
    const session = this.admission.requireOwn(request);
    if (session === null && !isPublicRead(target.service, request.method, target.path)) throw loginOver();
    this.passages.set(request, { target, session });
  }

  /** Sends the service's answer, whatever it is. A service that does not answer is a 502 that names it. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const passage = this.passages.get(request);
    if (passage === undefined) throw new Error('a request was not admitted before its body was read');
    const { target, session } = passage;
    const token = session === null ? null : await this.sessions.token(session);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const answer = await this.ask(request, target, token, this.endOf(gone.signal, session));
    // The token was revoked: the browser has to log in again.
    if (answer.status === 401 && session !== null) this.sessions.end(session);
    void reply.status(answer.status).headers(headersForPage(answer.headers));
    if (answer.body === null) return reply.send();
    return reply.send(Readable.fromWeb(answer.body as ReadableStream));
  }

  private endOf(gone: AbortSignal, session: Session | null): AbortSignal {
    return AbortSignal.any([gone, this.ending.signal, ...(session === null ? [] : [session.ended])]);
  }

  private async ask(
    { method, headers, ip, body }: FastifyRequest,
    { service, url }: Target,
    token: string | null,
    end: AbortSignal,
  ): Promise<Response> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), ANSWER_WITHIN_MS);
    try {
      return await fetch(url, {
        method,
        headers: headersForService(headers, token, ip),
        redirect: 'error',
        signal: AbortSignal.any([end, late.signal]),
        ...(Buffer.isBuffer(body) && body.length > 0 ? { body: new Uint8Array(body) } : {}),
      });
    } catch (error) {
      this.logger.warn({ err: error, service }, 'a service did not answer');
      throw new Problem(
        502,
        'service_unreachable',
        `${service} does not answer; whether it acted is not known`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
