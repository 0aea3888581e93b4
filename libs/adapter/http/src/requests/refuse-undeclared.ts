import { Readable } from 'node:stream';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Declared, type DeclaredOperations, NOTHING, operationOf } from '../openapi/declared.js';
import { hasOwnRules } from '../admission/own-rules.js';
import { checkQuery } from './check-query.js';
import { readAsItArrives } from './limit-arrival.js';
import { readBody, requireStream } from './read-body.js';
import { unexpectedHeader } from './unexpected-headers.js';

/**
 * Refuses what an operation does not declare in the OpenAPI document: query parameters, fields of the body at
 * any depth, bodies, and headers that would change its meaning. It runs after `admitRequests`, so a stranger
 * always gets a 401.
 */
export class RefuseUndeclared implements CanActivate {
  constructor(private readonly declared: DeclaredOperations) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() === 'http') this.check(context.switchToHttp().getRequest<FastifyRequest>());
    return true;
  }

  /**
   * Keeps bodies unparsed until the caller is authenticated. Addresses outside the document (health, metrics,
   * the document) accept no body.
   */
  register(fastify: FastifyInstance): void {
    fastify.removeAllContentTypeParsers();
    fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    const streamed = [...this.declared.operations.values()].flatMap(({ body }) =>
      body?.is_streamed === true ? body.types : [],
    );
    if (streamed.length > 0)
      fastify.addContentTypeParser([...new Set(streamed)], (_request, payload, done) => done(null, payload));
    // Otherwise Fastify would not check whether there is a body.
    for (const method of ['GET', 'HEAD'])
      fastify.addHttpMethod(method, { hasBody: true, overrideExisting: true });
    fastify.addHook('preHandler', (request, _reply, done) => {
      const is_other = !request.is404 && !this.declared.operations.has(operationOf(request));
      if (is_other && !hasOwnRules(request)) this.check(request);
      done();
    });
  }

  private check(request: FastifyRequest): void {
    const { method, url, query, headers } = request;
    const declared: Declared = this.declared.operations.get(operationOf(request)) ?? NOTHING;
    const problem =
      unexpectedHeader(method, headers, declared.headers) ?? checkQuery(url, query as object, declared);
    if (problem !== null) throw problem;
    const raw = { content_type: headers['content-type'], content_encoding: headers['content-encoding'] };
    if (declared.body?.is_streamed === true || request.body instanceof Readable) {
      requireStream(raw, declared);
      readAsItArrives(request.raw);
      return;
    }
    const bytes = request.body as Uint8Array | undefined;
    request.body = readBody({ bytes, ...raw }, declared, this.declared.resolve);
  }
}
