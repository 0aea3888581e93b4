import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import fastify from 'fastify';
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

it('a kept connection whose answer began before the drain and ends in it does not hold it up', async () => {
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
}, 30_000);
