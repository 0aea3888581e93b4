import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { partOf } from '@stockproof/testing/kit';
import fastify from 'fastify';
import { drain } from './drain.js';
import { Ending } from './ending.js';

const NOTICE_MS = 500;

beforeEach(() => {
  process.env['STOCKPROOF_DRAIN_NOTICE_MS'] = String(NOTICE_MS);
});
afterEach(() => {
  delete process.env['STOCKPROOF_DRAIN_NOTICE_MS'];
  jest.restoreAllMocks();
});

it.each<[string, number, number]>([
  // how long reading takes to stop, when the listener may close
  ['reading stops at once: a balancer still gets its time to notice', 0, NOTICE_MS],
  ['reading takes longer than the notice: its last batch is waited for', 2 * NOTICE_MS, 2 * NOTICE_MS],
])('%s', async (_case, stops_after_ms, closes_after_ms) => {
  const ending = new Ending();
  const began_ms = performance.now();
  const steps: [string, boolean, number][] = [];
  const note = (step: string): void => void steps.push([step, ending.begun, performance.now() - began_ms]);
  const app = partOf<NestFastifyApplication>({
    get: () => ending,
    close: () => Promise.resolve(note('closed')),
  });
  await drain(app, async () => {
    note('reading is stopped');
    await new Promise((done) => setTimeout(done, stops_after_ms));
    note('nothing is read');
  });
  expect(steps.map(([step, begun]) => [step, begun])).toEqual([
    ['reading is stopped', true],
    ['nothing is read', true],
    ['closed', true],
  ]);
  const closed_ms = steps.at(-1)?.[2] ?? 0;
  // Timers may be early by less than a millisecond.
  expect(closed_ms).toBeGreaterThanOrEqual(closes_after_ms - 5);
});

it('a request that is not answered in time is cut off, so that it does not use the time of later steps', async () => {
  const server = fastify({ forceCloseConnections: 'idle' });
  const begun = Promise.withResolvers<void>();
  server.get('/', () => {
    begun.resolve();
    return new Promise(() => undefined);
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const client = connect((server.server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await begun.promise;
  const app = partOf<NestFastifyApplication>({
    get: () => new Ending(),
    close: () => server.close(),
    getHttpServer: () => server.server,
  });
  const lost = once(client.resume(), 'close');
  const began_ms = performance.now();
  await drain(app, () => Promise.resolve(), 3 * NOTICE_MS);
  expect(performance.now() - began_ms).toBeGreaterThanOrEqual(3 * NOTICE_MS - 5);
  await lost;
});
