import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from '../responses/problem.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers 405 with the allowed methods if an address does not have the method; otherwise it would be a 404,
 * or an error about the body.
 */
export function refuseMethods(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (!request.is404) return done();
    const [path = '/'] = request.url.split('?');
    const allow = METHODS.filter((method) => fastify.findRoute({ method, url: path }) !== null).join(', ');
    if (allow === '') return done();
    return done(new Problem(405, 'method_not_allowed', `this address has ${allow}`, { allow }));
  });
}
