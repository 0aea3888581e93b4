import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Controller, Get, type MessageEvent, Param, Sse } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiExtension, ApiParam } from '@nestjs/swagger';
import { eventually, type Measured, recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { EMPTY, type Observable } from 'rxjs';
import {
  ACCESS_EXTENSION,
  Admission,
  ANONYMOUS,
  createHttpApp,
  Problem,
  STREAMED,
  Streams,
} from '../index.js';

@Controller()
class Things {
  @Get('things/:seller_id')
  @ApiParam({ name: 'seller_id', schema: { type: 'string' } })
  @ApiExtension(ACCESS_EXTENSION, ['public'])
  one(@Param('seller_id') seller_id: string): object {
    if (seller_id === 'nobody') throw new Problem(404, 'unknown_seller', 'there is none');
    if (seller_id === 'broken') throw new Error('a defect');
    return { seller_id };
  }

  @Get('closed')
  @ApiExtension(ACCESS_EXTENSION, ['seller'])
  closed(): object {
    return {};
  }

  @Sse('events', STREAMED)
  @Streams('x')
  @ApiExtension(ACCESS_EXTENSION, ['public'])
  events(): Observable<MessageEvent> {
    return EMPTY;
  }
}

class OpenOnly extends Admission {
  admit(_request: object, rules: readonly string[]): Promise<typeof ANONYMOUS> {
    if (rules.includes('public')) return Promise.resolve(ANONYMOUS);
    return Promise.reject(new Problem(401, 'unauthorized', 'who are you?'));
  }
}

const { meter, measured } = recordingMeter();
let app: NestFastifyApplication;
let url: string;
beforeAll(async () => {
  app = await createHttpApp({
    title: 'things',
    logger: partOf<Logger>(
      Object.fromEntries(
        ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
      ),
    ),
    telemetry: partOf<Telemetry>({ metricsText: () => Promise.resolve(''), meter }),
    max_body_bytes: 1_000,
    module: {
      module: class {},
      controllers: [Things],
      providers: [{ provide: Admission, useValue: new OpenOnly() }],
    },
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

const durations = (): Measured[] =>
  measured.filter(([name]) => name === 'http_server_request_duration_seconds');

it.each<[string, string, string, { readonly status: string; readonly http_route?: string }]>([
  ['an answer', 'GET', '/things/ann', { http_route: '/things/:seller_id', status: '200' }],
  [
    'another seller, in the same series',
    'GET',
    '/things/ben',
    { http_route: '/things/:seller_id', status: '200' },
  ],
  ['a HEAD', 'HEAD', '/things/ann', { http_route: '/things/:seller_id', status: '200' }],
  ['what is not there', 'GET', '/things/nobody', { http_route: '/things/:seller_id', status: '404' }],
  ['a defect', 'GET', '/things/broken', { http_route: '/things/:seller_id', status: '500' }],
  ['a stranger', 'GET', '/closed', { http_route: '/closed', status: '401' }],
  ['an unknown address, which is in no label', 'GET', '/made/up/7', { status: '404' }],
  ['a method that the address does not have', 'DELETE', '/closed', { status: '405' }],
  ['health', 'GET', '/health/live', { http_route: '/health/live', status: '200' }],
])('%s is recorded once, with its time in seconds', async (_case, method, path, expected) => {
  const { status, ...route } = expected;
  const before = durations().length;
  await (await fetch(`${url}${path}`, { method })).arrayBuffer();
  await eventually(() => Promise.resolve(expect(durations()).toHaveLength(before + 1)));
  const [, seconds, labels] = durations().at(-1) ?? ['', -1, {}];
  expect(labels).toEqual({ ...route, http_request_method: method, http_response_status_code: status });
  expect(seconds).toBeGreaterThanOrEqual(0);
  expect(seconds).toBeLessThan(5);
});

it('a stream is not recorded', async () => {
  const before = durations().length;
  await (await fetch(`${url}/events`)).text();
  await (await fetch(`${url}/health/live`)).text();
  await eventually(() => Promise.resolve(expect(durations()).toHaveLength(before + 1)));
});
