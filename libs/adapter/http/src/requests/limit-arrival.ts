import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { DeclaredOperations } from '../openapi/declared.js';
import { refuseUnreadableRequest } from './refuse-unreadable.js';

/** A connection whose body is read as it arrives ends if nothing moves on it in either direction for so long, ms. */
const IDLE_MS = 60_000;

const limits = new WeakMap<IncomingMessage, NodeJS.Timeout>();

/**
 * Limits how long a request may take to arrive whole, where an operation reads a body of any length: Node's own limit
 * is for all requests of a server, so it is taken off and each request gets the same limit here, until
 * `readAsItArrives`. A service without such an operation keeps Node's.
 */
export function limitArrival(
  fastify: FastifyInstance,
  { operations }: DeclaredOperations,
  within_ms: number,
): void {
  if (![...operations.values()].some(({ body }) => body?.is_streamed === true)) return;
  fastify.server.requestTimeout = 0;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (!raw.complete) limit(raw, within_ms);
    done();
  });
}

/**
 * Takes the limit off a request whose body is read as it arrives. Its connection ends when nothing moves on it any
 * more: also if the caller does not read the answer.
 */
export function readAsItArrives(raw: IncomingMessage): void {
  endLimit(raw);
  raw.setTimeout(IDLE_MS, () => raw.socket.destroy());
}

function endLimit(raw: IncomingMessage): void {
  clearTimeout(limits.get(raw));
  limits.delete(raw);
}

function limit(raw: IncomingMessage, within_ms: number): void {
  const late = (): void => refuseUnreadableRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, raw.socket);
  limits.set(raw, setTimeout(late, within_ms).unref());
  raw.once('end', () => endLimit(raw)).once('close', () => endLimit(raw));
}
