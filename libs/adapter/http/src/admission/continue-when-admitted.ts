import type { FastifyInstance } from 'fastify';

/**
 * Answers `Expect: 100-continue` only after the request was admitted; Node itself would always say yes.
 * Register it after `admitRequests`.
 */
export function continueWhenAdmitted(fastify: FastifyInstance): void {
  const { server } = fastify;
  const asking = new WeakSet<object>();
  server.on('checkContinue', (request, response) => {
    asking.add(request);
    server.emit('request', request, response);
  });
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    if (asking.has(request.raw)) reply.raw.writeContinue();
    done(null, payload);
  });
}
