import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** Larger than any body that is taken here: who sends a little too much gets an answer, not a broken connection. */
const DISCARDED_BYTES = 16 * 1_048_576;

/**
 * A body that nobody has read when its answer leaves is thrown away as it comes, up to 16 MiB; then its connection ends.
 * Its sender gets the answer, and the connection is fit for the next request, but nothing is kept and nothing is parsed.
 */
export function discardUnreadBodies(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, payload, done) => {
    const { raw } = request;
    if (!raw.readableDidRead && !raw.complete) discard(raw);
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
}
