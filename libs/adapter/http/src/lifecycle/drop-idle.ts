import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import type { Ending } from './ending.js';

const EVERY_MS = 50;
/** How long a body may still arrive after the listener closes. */
const WHOLE_WITHIN_MS = 2_000;

/** The unanswered requests of each open connection. */
type UnderWay = ReadonlyMap<Socket, ReadonlySet<IncomingMessage>>;

/**
 * After the shutdown began, each answer closes its connection, so that clients connect elsewhere. Once the
 * listener closes, connections without a complete request are closed, also those that have sent nothing or
 * half a head, which Node would wait for. A complete request keeps its connection until it is answered.
 */
export function dropIdleWhileClosing(fastify: FastifyInstance, ending: Ending): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (ending.begun) void reply.header('connection', 'close');
    done();
  });
  const connections = requestsUnderWay(fastify.server);
  fastify.addHook('preClose', (done) => {
    const whole_by_ms = performance.now() + WHOLE_WITHIN_MS;
    const sweep = setInterval(
      () => closeUnused(connections, performance.now() < whole_by_ms),
      EVERY_MS,
    ).unref();
    fastify.server.once('close', () => clearInterval(sweep));
    done();
  });
}

function requestsUnderWay(server: FastifyInstance['server']): UnderWay {
  const connections = new Map<Socket, Set<IncomingMessage>>();
  /** With TLS, the sockets whose handshake is not complete. */
  const below = new Map<string, Socket>();
  const add = (socket: Socket): void => {
    connections.set(socket, new Set());
    socket.once('close', () => connections.delete(socket));
  };
  server.on('connection', (socket: Socket) => {
    add(socket);
    if (!(server instanceof TlsServer)) return;
    const peer = peerOf(socket);
    below.set(peer, socket);
    socket.once('close', () => below.delete(peer));
  });
  server.on('secureConnection', (socket: Socket) => {
    // A request knows the TLS socket, not the TCP socket below it.
    const lower = below.get(peerOf(socket));
    if (lower !== undefined) connections.delete(lower);
    add(socket);
  });
  server.on('request', (request, response) => {
    connections.get(request.socket)?.add(request);
    response.once('close', () => connections.get(request.socket)?.delete(request));
  });
  return connections;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function closeUnused(connections: UnderWay, may_arrive: boolean): void {
  for (const [socket, requests] of connections) {
    // After pending writes, because the end of an answer may not be sent yet.
    if (![...requests].some(({ complete }) => complete || may_arrive)) socket.destroySoon();
  }
}
