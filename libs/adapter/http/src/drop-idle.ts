import type { FastifyInstance } from 'fastify';
import type { Ending } from './ending.js';

const EVERY_MS = 50;

/**
 * From the notice of the end on, each answer closes its connection, so that clients go elsewhere with their next request.
 * One whose last request ends during the drain is closed then; Node closes only those that were idle when it began.
 */
export function dropIdleWhileClosing(fastify: FastifyInstance, ending: Ending): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (ending.begun) void reply.header('connection', 'close');
    done();
  });
  fastify.addHook('preClose', (done) => {
    const sweep = setInterval(() => fastify.server.closeIdleConnections(), EVERY_MS).unref();
    fastify.server.once('close', () => clearInterval(sweep));
    done();
  });
}
