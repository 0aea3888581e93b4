import type { FastifyInstance, HTTPMethods } from 'fastify';
import { Problem } from './problem.js';

const METHODS: readonly HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * A method that an address does not have is a 405 with those that it has; without this it would be a 404, or a complaint
 * about the body of a method that nobody serves.
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
