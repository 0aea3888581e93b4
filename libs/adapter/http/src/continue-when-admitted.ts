import type { FastifyInstance } from 'fastify';

/**
 * A client that asks whether to send its body (`Expect: 100-continue`) gets a yes only once it was let in:
 * Node by itself would say yes to everybody. Register after `admitRequests`.
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
