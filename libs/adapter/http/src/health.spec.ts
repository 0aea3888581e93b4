import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { Ending } from './ending.js';
import { type Health, serveHealth } from './health.js';
import type { Problem } from './problem.js';
import { refuseMethods } from './refuse-methods.js';

async function asking(checks: Health, url = '/health/ready', ending = new Ending()) {
  const server = fastify();
  serveHealth(server, checks, ending);
  const answer = await server.inject({ url });
  return [answer.statusCode, answer.json<unknown>()];
}

describe('health', () => {
  it('is live whatever its checks say', async () => {
    expect(await asking({ database: () => 'gone' }, '/health/live')).toEqual([200, { status: 'live' }]);
  });

  it.each<[string, Health, number, object[]]>([
    ['nothing is needed', {}, 200, []],
    ['all is well', { database: () => null, broker: async () => null }, 200, []],
    ['one thing is wrong', { database: () => null, broker: async () => 'no answer' }, 503, [{ check: 'broker', problem: 'no answer' }]],
    ['a check fails', { database: () => Promise.reject(new Error('refused')) }, 503, [{ check: 'database', problem: 'refused' }]],
    ['everything is wrong', { a: () => 'x', b: () => 'y' }, 503, [{ check: 'a', problem: 'x' }, { check: 'b', problem: 'y' }]],
  ])('is ready or not: %s', async (_name, checks, status, problems) => {
    expect(await asking(checks)).toEqual([status, { status: status === 200 ? 'ready' : 'not_ready', problems }]);
  });
});

describe('a check that does not answer', () => {
  it('is a problem within seconds, not a request that hangs', async () => {
    const began_ms = performance.now();
    expect(await asking({ broker: () => new Promise(() => undefined), database: () => null })).toEqual([
      503, { status: 'not_ready', problems: [{ check: 'broker', problem: 'no answer within 3000 ms' }] },
    ]);
    const waited_ms = performance.now() - began_ms;
    expect([waited_ms >= 2_900, waited_ms < 15_000]).toEqual([true, true]);
  });
});

it('is live and not ready from the moment on that its end is announced, whatever its checks say', async () => {
  const ending = new Ending();
  ending.begin();
  expect(await asking({ database: () => null }, '/health/ready', ending)).toEqual([503, { status: 'not_ready', problems: [{ check: 'process', problem: expect.stringContaining('about to end') }] }]);
  expect(await asking({}, '/health/live', ending)).toEqual([200, { status: 'live' }]);
});

describe('refuseMethods', () => {
  it.each<['GET' | 'POST' | 'DELETE', string, number, string | undefined]>([
    ['POST', '/thing?x=1', 200, undefined], ['DELETE', '/thing/7', 200, undefined],
    ['GET', '/thing', 405, 'POST'], ['GET', '/thing/7', 405, 'POST, DELETE'], ['GET', '/nothing', 404, undefined],
  ])('%s %s', async (method, url, status, allow) => {
    const server = fastify();
    refuseMethods(server);
    server.post('/thing', async () => 'done');
    server.post('/thing/:id', async () => 'done');
    server.delete('/thing/:id', async () => 'done');
    server.setErrorHandler((error, _request, reply) => {
      const { status: code, headers } = error as Problem;
      return reply.status(code).headers(headers).send('');
    });
    const answer = await server.inject({ method, url });
    expect([answer.statusCode, answer.headers['allow']]).toEqual([status, allow]);
  });
});
