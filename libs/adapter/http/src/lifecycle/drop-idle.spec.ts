import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { dropIdleWhileClosing } from './drop-idle.js';
import { Ending } from './ending.js';

it('an answer closes its connection once the end is announced', async () => {
  const server = fastify();
  const ending = new Ending();
  dropIdleWhileClosing(server, ending);
  server.get('/', () => Promise.resolve('x'));
  expect((await server.inject({ url: '/' })).headers.connection).not.toBe('close');
  ending.begin();
  expect((await server.inject({ url: '/' })).headers.connection).toBe('close');
});

it('a kept connection whose answer began before the drain and ends during it does not delay it', async () => {
  const server = fastify({ keepAliveTimeout: 75_000, forceCloseConnections: 'idle' });
  dropIdleWhileClosing(server, new Ending());
  const release = Promise.withResolvers<void>();
  server.get('/', async (_request, reply) => {
    // Its header says keep-alive, and is on its way before anybody speaks of closing.
    reply.raw.write('not yet ');
    await release.promise;
    reply.raw.end('done');
    return reply;
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const agent = new Agent({ keepAlive: true });
  const asked = get({ port: (server.server.address() as AddressInfo).port, agent });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const closed = server.close();
  while (server.server.listening) await setImmediate();
  release.resolve();
  expect(Buffer.concat(await answer.toArray()).toString()).toBe('not yet done');
  const began = performance.now();
  await closed;
  expect(performance.now() - began).toBeLessThan(5_000);
  agent.destroy();
});

const HEAD = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 8\r\n\r\n';
/** Well below the longest drain. */
const CLOSED_WITHIN_MS = 8_000;

/** A connection of which the server has taken `bytes`. */
async function connectionWith(server: FastifyInstance, bytes: string): Promise<Socket> {
  const accepted = once(server.server, 'connection') as Promise<[Socket]>;
  const client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  const [socket] = await accepted;
  client.write(bytes);
  while (socket.bytesRead < bytes.length) await setImmediate();
  return client;
}

it.each<[string, string]>([
  ['has sent nothing', ''],
  ['has sent half a head', HEAD.slice(0, 20)],
  ['has sent half a body', `${HEAD}half`],
])('a connection that %s is closed with the listener', async (_case, bytes) => {
  const server = fastify({ forceCloseConnections: 'idle' });
  dropIdleWhileClosing(server, new Ending());
  server.post('/', () => Promise.resolve('x'));
  await server.listen({ port: 0, host: '127.0.0.1' });
  const client = await connectionWith(server, bytes);
  const lost = once(client.resume(), 'close');
  const began = performance.now();
  await server.close();
  expect(performance.now() - began).toBeLessThan(CLOSED_WITHIN_MS);
  await lost;
});

it.each<[string, string, string]>([
  ['here in whole', `${HEAD}complete`, ''],
  ['whole a moment after the listener closed', `${HEAD}comp`, 'lete'],
])('a request that is %s keeps its connection until it is answered', async (_case, bytes, rest) => {
  const server = fastify({ forceCloseConnections: 'idle' });
  dropIdleWhileClosing(server, new Ending());
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  server.post('/', async ({ body }) => {
    begun.resolve();
    await release.promise;
    return body;
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const client = await connectionWith(server, bytes);
  const half = await connectionWith(server, `${HEAD}half`);
  const answer = client.toArray();
  const lost = once(half.resume(), 'close');
  const closed = server.close();
  while (server.server.listening) await setImmediate();
  client.write(rest);
  await begun.promise;
  // What never becomes whole is given up first.
  await lost;
  release.resolve();
  expect(Buffer.concat((await answer) as Buffer[]).toString()).toMatch(/^HTTP\/1\.1 200 OK[^]*complete$/);
  await closed;
});
