import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Declared, type DeclaredOperations, NOTHING, operationOf } from './declared.js';
import { checkQuery } from './check-query.js';
import { readBody } from './read-body.js';
import { unexpectedHeader } from './unexpected-headers.js';

/**
 * Refuses what an operation does not declare: query parameters, fields of the body at every depth, bodies,
 * and the headers that would change its meaning. The declaration is the API's document, so that an operation
 * which says nothing takes nothing. Runs after `admitRequests`, which asks who calls: a stranger is told 401,
 * whatever else is wrong.
 */
export class RefuseUndeclared implements CanActivate {
  constructor(private readonly declared: DeclaredOperations) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http') this.check(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /**
   * Bodies stay as they came until it is known who calls; addresses outside the document (health, metrics,
   * the document) take nothing.
   */
  register(fastify: FastifyInstance): void {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    // Otherwise Fastify would not even look whether there is a body.
    for (const method of ['GET', 'HEAD'])
      fastify.addHttpMethod(method, { hasBody: true, overrideExisting: true });
    fastify.addHook('preHandler', (request, _reply, done) => {
      if (!request.is404 && !this.declared.operations.has(operationOf(request))) this.check(request);
      done();
    });
  }

  private check(request: FastifyRequest): void {
    const { method, url, query, headers } = request;
    const declared: Declared = this.declared.operations.get(operationOf(request)) ?? NOTHING;
    const problem = unexpectedHeader(method, headers) ?? checkQuery(url, query as object, declared);
    if (problem !== null) throw problem;
    const bytes = request.body as Uint8Array | undefined;
    request.body = readBody(
      { bytes, content_type: headers['content-type'], content_encoding: headers['content-encoding'] },
      declared,
      this.declared.resolve,
    );
  }
}
