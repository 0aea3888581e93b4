import { request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  type MessageEvent,
  Param,
  Post,
  Query,
  Sse,
} from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiQuery } from '@nestjs/swagger';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { FastifyRequest } from 'fastify';
import { recordingMeter } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import { of } from 'rxjs';
import { Admission, type Admitted, createHttpApp, Problem } from '../index.js';

const THING = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    parts: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
  },
} as const;

@Controller('things')
class Things {
  @Get()
  @ApiQuery({ name: 'many', schema: { type: 'array', items: { type: 'string' } } })
  list(@Query('limit') limit?: string): object {
    return { limit };
  }

  /** Reads a query as a whole and declares none. */
  @Get('careless') careless(@Query() query: object): object {
    return query;
  }

  @Sse('events') events(): object {
    return of({ data: 'x' } satisfies MessageEvent);
  }

  @Post() @ApiBody({ schema: THING }) make(@Body() body: unknown): unknown {
    return body ?? 'none';
  }

  @Post('optional') @ApiBody({ schema: THING, required: false }) maybe(@Body() body: unknown): object {
    return { body: body ?? 'none' };
  }

  @Post('form')
  @ApiConsumes('application/x-www-form-urlencoded')
  @ApiBody({ schema: THING })
  form(@Body() body: unknown): unknown {
    return body;
  }

  @Post(':id/go') @HttpCode(200) go(@Param('id') id: string): object {
    return { id };
  }

  @Delete(':id') @HttpCode(204) remove(): void {
    return undefined;
  }
}

/** As the access guard of a service: an unauthenticated caller is told so before anything else. */
class Strangers extends Admission {
  async admit({ headers }: FastifyRequest): Promise<Admitted> {
    if (headers.authorization !== 'me') throw new Problem(401, 'unauthorized', 'who are you?');
    return { credential: 'me', again: () => Promise.resolve(true) };
  }
}

describe('what an operation does not declare', () => {
  let app: NestFastifyApplication;
  const warn = jest.spyOn(process, 'emitWarning');
  beforeAll(async () => {
    const logger = partOf<Logger>(
      Object.fromEntries(
        ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
      ),
    );
    app = await createHttpApp({
      title: 'things',
      logger,
      telemetry: partOf<Telemetry>({
        metricsText: () => Promise.resolve('m 1'),
        meter: recordingMeter().meter,
      }),
      max_body_bytes: 1_000,
      module: {
        module: class {},
        controllers: [Things],
        providers: [{ provide: Admission, useValue: new Strangers() }],
      },
    });
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => {
    warn.mockRestore();
    return app.close();
  });

  interface Sent {
    readonly headers?: Record<string, string>;
    /** In pieces: chunked. */
    readonly body?: string | readonly string[];
  }

  /** The answer to 'METHOD path'. */
  function reported(
    request: string,
    { headers = {}, body = '' }: Sent = {},
  ): Promise<{ status: number; code?: string; detail?: string; text: string }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const [method, path] = request.split(' ');
    return new Promise((done, fail) => {
      const chunks = typeof body === 'string' ? [body] : body;
      const length =
        typeof body === 'string' && body !== '' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const chunked = typeof body === 'string' ? {} : { 'transfer-encoding': 'chunked' };
      const asking = ask(
        { port, method, path, headers: { authorization: 'me', ...length, ...chunked, ...headers } },
        (answer) => {
          void answer.toArray().then((parts) => {
            const text = Buffer.concat(parts as Buffer[]).toString();
            const problem = text.startsWith('{"type":"urn:')
              ? (JSON.parse(text) as { code: string; detail: string })
              : {};
            done({ status: answer.statusCode ?? 0, text, ...problem });
          }, fail);
        },
      ).on('error', fail);
      for (const chunk of chunks) if (chunk !== '') asking.write(chunk);
      asking.end();
    });
  }

  it('is hidden from callers who may not see it, and a browser is asked for a login', async () => {
    for (const path of ['/metrics', '/docs', '/docs-json', '/docs/swagger-ui-init.js']) {
      expect([
        path,
        (await reported(`GET ${path}`, { headers: { authorization: 'somebody' } })).status,
      ]).toEqual([path, 401]);
    }
    const { port } = app.getHttpServer().address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/docs`);
    expect(headers.get('www-authenticate')).toContain('Basic realm=');
    expect((await reported('GET /health/ready', { headers: { authorization: 'somebody' } })).status).toBe(
      200,
    );
  });

  it('does not weaken the headers of any answer: no caching, framing, sniffing or referrer', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    for (const path of ['health/live', 'things', 'nothing', 'things/%ff', 'docs']) {
      const { headers } = await fetch(`http://127.0.0.1:${port}/${path}`, {
        headers: { authorization: 'me' },
      });
      const told_of = [
        'cache-control',
        'x-content-type-options',
        'referrer-policy',
        'content-security-policy',
        'strict-transport-security',
      ].map((name) => headers.get(name));
      expect([path, ...told_of]).toEqual([
        path,
        'no-store',
        'nosniff',
        'no-referrer',
        expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
        null,
      ]);
    }
  });

  it('leaves idle connections open longer than balancers and clients keep theirs', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });

  it('is configured without options that the next server version refuses', () =>
    expect(warn.mock.calls.filter(([, kind]) => /Deprecation/.test(String(kind)))).toEqual([]));

  const JSON_TYPE = { 'content-type': 'application/json' };
  const MAKE = 'POST /things';
  const SEND_FORM = 'POST /things/form';
  /** Takes no body. */
  const GO = 'POST /things/7/go';
  const UNSUPPORTED = '415 unsupported_media_type';
  const UNKNOWN = '400 unknown_query_parameter';
  const FORM = 'application/x-www-form-urlencoded';
  const typed = (type: string, body?: Sent['body']): Sent => ({
    headers: { 'content-type': type },
    ...(body === undefined ? {} : { body }),
  });
  const json = (body?: Sent['body']): Sent => typed('application/json', body);

  /** Status and code of an answer, as one text. */
  const resultOf = ({ status, code }: { status: number; code?: string }): string =>
    [status, code].filter((one) => one !== undefined).join(' ');

  it.each<[string, string, string]>([
    // request, result, what the detail names
    ['GET /things?limit=1&many=a&many=b', '200', ''],
    ['GET /things?', '200', ''],
    ['GET /things?order_id=none', UNKNOWN, '"order_id" is not known; this operation takes limit, many'],
    ['GET /things?limit=1&a=1&b', UNKNOWN, 'parameters "a", "b"'],
    ['GET /things?=x', UNKNOWN, '""'],
    ['GET /things?__proto__=x', UNKNOWN, '"__proto__"'],
    ['GET /things?constructor=x', UNKNOWN, '"constructor"'],
    ['GET /things?Limit=1', UNKNOWN, '"Limit"'],
    ['GET /things?limit%5B%5D=1', UNKNOWN, '"limit[]"'],
    ['GET /things?limit=1&limit=1', '400 bad_request', '"limit" may be once'],
    ['GET /things?limit=%ff', '400 bad_request', 'UTF-8'],
    ['HEAD /things?order_id=none', '400', ''],
    ['HEAD /things?limit=1', '200', ''],
    ['GET /things/careless?x=1', UNKNOWN, '"x" is not known; this operation takes none'],
    ['GET /things/events?x=1', UNKNOWN, '"x"'],
    ['POST /things/7/go?force=true', UNKNOWN, '"force"'],
    ['DELETE /things/7?force=true', UNKNOWN, '"force"'],
    ['GET /health/live?x=1', UNKNOWN, '"x"'],
    ['GET /health/ready?x=1', UNKNOWN, '"x"'],
    ['GET /metrics?name=x', UNKNOWN, '"name"'],
    ['GET /docs-json?x=1', UNKNOWN, '"x"'],
    ['GET /docs?x=1', UNKNOWN, '"x"'],
    ['GET /metrics', '200', ''],
    ['GET /docs', '200', ''],
    ['GET /nothing?x=1', '404 not_found', ''],
    ['PUT /things?x=1', '405 method_not_allowed', 'GET, POST'],
  ])('is refused in a query: %s is answered with %s', async (request, result, names) => {
    const answer = await reported(request);
    expect([resultOf(answer), answer.detail ?? '']).toEqual([result, expect.stringContaining(names)]);
  });

  // what is sent, request, body and headers, result, what the detail names
  it.each<[string, string, Sent, string, string]>([
    ['a field of the body', MAKE, json('{"name":"a","colour":1}'), '400 bad_request', '"colour"'],
    [
      'a field deep in it',
      MAKE,
      json('{"parts":[{"id":"a"},{"colour":1}]}'),
      '400 bad_request',
      '"parts.1.colour"',
    ],
    ['the same in pieces', MAKE, json(['{"col', 'our":1}']), '400 bad_request', '"colour"'],
    ['all that is known', MAKE, json('{"parts":[{"id":"a"}]}'), '201', ''],
    ['with a charset', MAKE, typed('Application/JSON; charset="UTF-8"', '{"name":"a"}'), '201', ''],
    [
      'in another charset',
      MAKE,
      typed('application/json; charset=utf-16', '{"name":"a"}'),
      UNSUPPORTED,
      'UTF-8',
    ],
    [
      'packed',
      MAKE,
      { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: '{"name":"a"}' },
      UNSUPPORTED,
      'encoding',
    ],
    ['of another type', MAKE, typed('text/plain', '{"name":"a"}'), UNSUPPORTED, 'application/json'],
    ['of no type', MAKE, { body: '{"name":"a"}' }, UNSUPPORTED, 'application/json'],
    ['no JSON', MAKE, json('{'), '400 malformed_json', ''],
    ['empty where one is needed', MAKE, json(), '400 malformed_json', ''],
    ['empty where one may be', 'POST /things/optional', json(), '201', ''],
    ['a form', SEND_FORM, typed(FORM, 'name=a'), '201', ''],
    ['a field of a form', SEND_FORM, typed(FORM, 'name=a&colour=b'), '400 bad_request', '"colour"'],
    ['a field of a form twice', SEND_FORM, typed(FORM, 'name=a&name=b'), '400 bad_request', '"name"'],
    // where no body is taken
    ['nothing', GO, {}, '200', ''],
    ['nothing, with a type', GO, json(), '200', ''],
    ['nothing, in pieces', GO, json([]), '200', ''],
    ['an empty object', GO, json(' {} '), '200', ''],
    ['a field', GO, json('{"lines":[{"line":1}]}'), '400 unexpected_body', '"lines"'],
    ['a field that every object has', GO, json('{"__proto__":{}}'), '400 unexpected_body', '"__proto__"'],
    ['a field in pieces', GO, json(['{"li', 'nes":[]}']), '400 unexpected_body', '"lines"'],
    ['a field without a type', GO, { body: '{"lines":[]}' }, '400 unexpected_body', '"lines"'],
    ['null', GO, json('null'), '400 unexpected_body', '4 bytes'],
    ['an empty list', GO, json('[]'), '400 unexpected_body', '2 bytes'],
    ['text', GO, typed('text/plain', 'x'), '400 unexpected_body', '1 bytes of text/plain'],
    ['a form', GO, typed(FORM, 'a=b'), '400 unexpected_body', 'form'],
    [
      'bytes that are no text',
      GO,
      typed('application/octet-stream', '\u0000'),
      '400 unexpected_body',
      'octet',
    ],
    ['on a GET', 'GET /things', json('{"limit":1}'), '400 unexpected_body', '"limit"'],
    ['on a GET, in pieces', 'GET /things', { body: ['x', 'y'] }, '400 unexpected_body', '2 bytes'],
    ['on a HEAD', 'HEAD /things', json('{"limit":1}'), '400', ''],
    ['on a DELETE', 'DELETE /things/7', json('{"why":1}'), '400 unexpected_body', '"why"'],
    ['a DELETE without one', 'DELETE /things/7', {}, '204', ''],
    ['on a stream', 'GET /things/events', json('{"sku":1}'), '400 unexpected_body', '"sku"'],
    ['of the health', 'GET /health/ready', json('{"deep":true}'), '400 unexpected_body', '"deep"'],
    ['of the metrics', 'GET /metrics', { body: 'x' }, '400 unexpected_body', '1 bytes'],
    ['too much', GO, json('x'.repeat(2_000)), '413 body_too_large', ''],
    // headers
    ['a precondition', GO, { headers: { 'if-match': '"1"' } }, '400 unexpected_header', 'if-match'],
    [
      'a precondition of a write',
      GO,
      { headers: { 'if-none-match': '*' } },
      '400 unexpected_header',
      'if-none-match',
    ],
    ['what a cache asks', 'GET /things', { headers: { 'if-none-match': '"1"' } }, '200', ''],
    [
      'another method',
      GO,
      { headers: { 'x-http-method-override': 'DELETE' } },
      '400 unexpected_header',
      'x-http-method-override',
    ],
    [
      'a key of another system',
      GO,
      { headers: { 'idempotency-key': 'x' } },
      '400 unexpected_header',
      'idempotency-key',
    ],
    [
      'one of our name',
      'GET /things',
      { headers: { 'x-stockproof-deep': '1' } },
      '400 unexpected_header',
      'x-stockproof-deep',
    ],
    [
      'what proxies and browsers add',
      'GET /things',
      { headers: { 'x-forwarded-for': '::1', cookie: 'a=b', accept: 'text/html', prefer: 'dark-mode' } },
      '200',
      '',
    ],
  ])('is refused in a body and in headers: %s, to %s', async (_what, request, sent, result, names) => {
    const answer = await reported(request, sent);
    expect([resultOf(answer), answer.detail ?? '']).toEqual([result, expect.stringContaining(names)]);
  });

  it.each<[string, string, Sent]>([
    ['an unknown query', 'GET /things?x=1', {}],
    ['a broken query', 'GET /things?limit=%ff', {}],
    ['an unknown field', 'POST /things', json('{"x":1}')],
    ['no JSON', 'POST /things', json('{')],
    ['a body', 'POST /things/7/go', { body: 'x' }],
    ['a header', 'GET /things', { headers: { 'if-match': 'x' } }],
  ])('is not reported to an anonymous caller: %s', async (_what, request, sent) => {
    const answer = await reported(request, {
      ...sent,
      headers: { ...sent.headers, authorization: 'somebody' },
    });
    expect([answer.status, answer.code]).toEqual([401, 'unauthorized']);
  });

  it('does not change the body that is passed on', async () => {
    expect((await reported('POST /things', json('{"name":"ü"}'))).text).toBe('{"name":"ü"}');
    expect(
      (
        await reported('POST /things/form', {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'name=%C3%BC+a',
        })
      ).text,
    ).toBe('{"name":"ü a"}');
    expect((await reported('POST /things/optional', {})).text).toBe('{"body":"none"}');
  });
});
