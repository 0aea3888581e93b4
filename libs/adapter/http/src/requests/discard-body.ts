import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type DeclaredOperations, operationOf } from '../openapi/declared.js';

/**
 * Larger than any accepted body, so that a client that sends slightly too much gets an answer and not a
 * broken connection.
 */
const DISCARDED_BYTES = 16 * 1_048_576;

/**
 * Discards the rest of a body that was not read when its answer is sent, up to 16 MiB; then the connection
 * ends. The client gets the answer and can reuse the connection; nothing is stored or parsed. Of a body that is read
 * as it arrives the rest is discarded at the end of the answer.
 */
export function discardUnreadBodies(fastify: FastifyInstance, { operations }: DeclaredOperations): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const { raw } = request;
    if (operations.get(operationOf(request))?.body?.is_streamed === true)
      reply.raw.once('finish', () => {
        if (!raw.complete) discard(raw);
      });
    else if (!raw.readableDidRead && !raw.complete) discard(raw);
    done(null, payload);
  });
}

function discard(raw: IncomingMessage): void {
  let left = DISCARDED_BYTES;
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left >= 0) return;
    raw.off('data', count);
    raw.socket.destroySoon();
  };
  raw.on('data', count);
  raw.resume();
}
