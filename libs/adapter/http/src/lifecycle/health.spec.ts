import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { eventually } from '@stockproof/testing';
import { Ending } from './ending.js';
import { type Health, serveHealth } from './health.js';
import type { Problem } from '../responses/problem.js';
import { refuseMethods } from '../requests/refuse-methods.js';

async function asking(checks: Health, url = '/health/ready', ending = new Ending(), logged: unknown[] = []) {
  const server = fastify({ genReqId: () => 'request-1' });
  serveHealth(server, checks, ending, (...failed) => void logged.push(failed));
  const answer = await server.inject({ url });
  return [answer.statusCode, answer.json<unknown>()];
}

describe('health', () => {
  it('is live whatever its checks report', async () => {
    expect(await asking({ database: () => 'gone' }, '/health/live')).toEqual([200, { status: 'live' }]);
  });

  it.each<[string, Health, number, object[]]>([
    ['nothing is needed', {}, 200, []],
    ['all is well', { database: () => null, broker: async () => null }, 200, []],
    [
      'one thing is wrong',
      { database: () => null, broker: async () => 'no answer' },
      503,
      [{ check: 'broker', problem: 'no answer' }],
    ],
    [
      'a check fails',
      { database: () => Promise.reject(new Error('refused')) },
      503,
      [{ check: 'database', problem: 'the check failed; the log says why', code: 'check_failed' }],
    ],
    [
      'everything is wrong',
      { a: () => 'x', b: () => 'y' },
      503,
      [
        { check: 'a', problem: 'x' },
        { check: 'b', problem: 'y' },
      ],
    ],
  ])('is ready or not: %s', async (_name, checks, status, problems) => {
    expect(await asking(checks)).toEqual([
      status,
      status === 200
        ? { status: 'ready', problems }
        : { status: 'not_ready', problems, request_id: 'request-1' },
    ]);
  });

  it('writes the server’s error text to the log only, with the id of the answer', async () => {
    const logged: unknown[] = [];
    const refused = new Error('password authentication failed for user "ingestion"');
    const reported = await asking(
      { database: () => Promise.reject(refused) },
      '/health/ready',
      new Ending(),
      logged,
    );
    expect(JSON.stringify(reported)).not.toContain('password');
    expect(logged).toEqual([['database', 'request-1', refused]]);
  });
});

it('runs checks once for concurrent callers, and again for later ones', async () => {
  const server = fastify();
  const polls: (() => void)[] = [];
  serveHealth(
    server,
    { database: () => new Promise((done) => polls.push(() => done(null))) },
    new Ending(),
    () => undefined,
  );
  const asked = [1, 2, 3].map(() => server.inject({ url: '/health/ready' }));
  await eventually(async () => expect(polls).toHaveLength(1));
  // All three are under way: none was answered, and none has asked the database a second time.
  await server.inject({ url: '/health/live' });
  polls[0]?.();
  expect((await Promise.all(asked)).map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
  expect(polls).toHaveLength(1);
  const next = server.inject({ url: '/health/ready' });
  await eventually(async () => expect(polls).toHaveLength(2));
  polls[1]?.();
  expect((await next).statusCode).toBe(200);
});

describe('a check that does not answer', () => {
  it('is a problem within seconds, not a hanging request', async () => {
    const began_ms = performance.now();
    expect(await asking({ broker: () => new Promise(() => undefined), database: () => null })).toEqual([
      503,
      {
        status: 'not_ready',
        problems: [{ check: 'broker', problem: 'no answer within 3000 ms' }],
        request_id: 'request-1',
      },
    ]);
    const waited_ms = performance.now() - began_ms;
    expect([waited_ms >= 2_900, waited_ms < 15_000]).toEqual([true, true]);
  });
});

it('is live and not ready once the end is announced, whatever its checks report', async () => {
  const ending = new Ending();
  ending.begin();
  expect(await asking({ database: () => null }, '/health/ready', ending)).toEqual([
    503,
    {
      status: 'not_ready',
      problems: [{ check: 'process', problem: expect.stringContaining('about to end') }],
    },
  ]);
  expect(await asking({}, '/health/live', ending)).toEqual([200, { status: 'live' }]);
});

describe('refuseMethods', () => {
  it.each<['GET' | 'POST' | 'DELETE', string, number, string | undefined]>([
    ['POST', '/thing?x=1', 200, undefined],
    ['DELETE', '/thing/7', 200, undefined],
    ['GET', '/thing', 405, 'POST'],
    ['GET', '/thing/7', 405, 'POST, DELETE'],
    ['GET', '/nothing', 404, undefined],
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
