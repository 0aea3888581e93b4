import { callerOf, isSellerPerson, type Principal } from '@stockproof/auth';
import { callerAddress, Problem } from '@stockproof/http';
import type { SecurityAction, SecurityEvent } from '@stockproof/security-events';
import { type CallHandler, type ExecutionContext, Inject, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { catchError, concatMap, from, mergeMap, type Observable, of, throwError } from 'rxjs';
import { AUDITED, SECURITY_LOG } from './audited-act.js';
import type { SecurityLog } from './security-log.js';

const DETAIL = Symbol('stockproof.audit-detail');

/**
 * Records each act of an `@Audited` handler, once before it and once after it with the outcome. Without the
 * first record nothing is done: 503. It is set on each such handler, not globally, because a global
 * interceptor would start an event stream before its handler is called. The second record is only noted; if
 * it is missing, the act was interrupted, or its outcome is in the service's own log. A service with
 * such a handler and no SECURITY_LOG does not start.
 */
export class AuditActs implements NestInterceptor {
  private readonly reflector = new Reflector();

  constructor(@Inject(SECURITY_LOG) private readonly log: SecurityLog) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const action =
      context.getType() === 'http'
        ? this.reflector.get<SecurityAction | undefined>(AUDITED, context.getHandler())
        : undefined;
    if (action === undefined) return next.handle();
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const event = eventOf(action, request);
    const after = (outcome: SecurityEvent['outcome'], detail: string | null): void =>
      this.log.note({ ...event, outcome, detail });
    return from(this.begin(event)).pipe(
      mergeMap(() => next.handle()),
      concatMap((answer) => {
        after('done', detailOf(request));
        return of(answer);
      }),
      catchError((error: unknown) => {
        if (!(error instanceof NotWrittenError))
          after(
            error instanceof Problem && error.status < 500 ? 'refused' : 'failed',
            error instanceof Problem ? error.code : null,
          );
        return throwError(() => (error instanceof NotWrittenError ? error.problem : error));
      }),
    );
  }

  private async begin(event: SecurityEvent): Promise<void> {
    try {
      await this.log.append(event);
    } catch (cause) {
      throw new NotWrittenError(cause);
    }
  }
}

/** Sets the `detail` of the outcome's record for a request, for example that it used break-glass. */
export function auditDetail(request: object, detail: string): void {
  (request as { [DETAIL]?: string })[DETAIL] = detail;
}

/** The caller's name in the log. */
function actorText(principal: Principal | null): string | null {
  if (principal === null) return null;
  if (principal.kind !== 'seller') return `${principal.kind} ${principal.name}`;
  const by = isSellerPerson(principal) ? `person ${principal.person}` : `key ${principal.key_id}`;
  return `seller ${principal.seller_id} ${by}`;
}

class NotWrittenError extends Error {
  readonly problem: Problem;

  constructor(cause: unknown) {
    super('the security log cannot be written', { cause });
    this.problem = new Problem(
      503,
      'security_log_unavailable',
      'the act cannot be written down now, so it was not done; try again',
      { 'retry-after': '1' },
    );
    this.problem.cause = cause;
  }
}

function eventOf(action: SecurityAction, request: FastifyRequest): SecurityEvent {
  const { reason } = (request.body ?? {}) as { reason?: unknown };
  const names = Object.values((request.params ?? {}) as Record<string, string>);
  return {
    action,
    outcome: 'attempted',
    actor: actorText(callerOf(request)),
    target: names.length === 0 ? null : names.join('/'),
    reason: typeof reason === 'string' ? reason : null,
    address: callerAddress(request),
    detail: null,
  };
}

function detailOf(request: object): string | null {
  return (request as { [DETAIL]?: string })[DETAIL] ?? null;
}
