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
import { Admission, type Admitted, createHttpApp, Problem } from './index.js';

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

  function reported(
    method: string,
    path: string,
    { headers = {}, body = '' }: Sent = {},
  ): Promise<{ status: number; code?: string; detail?: string; text: string }> {
    const { port } = app.getHttpServer().address() as AddressInfo;
    return new Promise((done, fail) => {
      const chunks = typeof body === 'string' ? [body] : body;
      const length =
        typeof body === 'string' && body !== '' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const chunked = typeof body === 'string' ? {} : { 'transfer-encoding': 'chunked' };
      const request = ask(
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
      for (const chunk of chunks) if (chunk !== '') request.write(chunk);
      request.end();
    });
  }

  it('tells nobody of itself but who may look inside, and asks a browser for a login', async () => {
    for (const path of ['/metrics', '/docs', '/docs-json', '/docs/swagger-ui-init.js']) {
      expect([
        path,
        (await reported('GET', path, { headers: { authorization: 'somebody' } })).status,
      ]).toEqual([path, 401]);
    }
    const { port } = app.getHttpServer().address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/docs`);
    expect(headers.get('www-authenticate')).toContain('Basic realm=');
    expect((await reported('GET', '/health/ready', { headers: { authorization: 'somebody' } })).status).toBe(
      200,
    );
  });

  it('says on every answer that nothing of it is to be kept, framed, sniffed or referred to', async () => {
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

  it('keeps a connection longer than balancers and clients keep one that is idle', async () => {
    const { port } = app.getHttpServer().address() as AddressInfo;
    const { headers } = await fetch(`http://127.0.0.1:${port}/health/live`);
    expect(Number(/timeout=(\d+)/.exec(headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
  });

  it('is told to the server in no way that its next version refuses', () =>
    expect(warn.mock.calls.filter(([, kind]) => /Deprecation/.test(String(kind)))).toEqual([]));

  const JSON_TYPE = { 'content-type': 'application/json' };

  it.each<[string, string, number, string, string]>([
    // method, path, status, code, what the detail names
    ['GET', '/things?limit=1&many=a&many=b', 200, '', ''],
    ['GET', '/things?', 200, '', ''],
    [
      'GET',
      '/things?order_id=none',
      400,
      'unknown_query_parameter',
      '"order_id" is not known; this operation takes limit, many',
    ],
    ['GET', '/things?limit=1&a=1&b', 400, 'unknown_query_parameter', 'parameters "a", "b"'],
    ['GET', '/things?=x', 400, 'unknown_query_parameter', '""'],
    ['GET', '/things?__proto__=x', 400, 'unknown_query_parameter', '"__proto__"'],
    ['GET', '/things?constructor=x', 400, 'unknown_query_parameter', '"constructor"'],
    ['GET', '/things?Limit=1', 400, 'unknown_query_parameter', '"Limit"'],
    ['GET', '/things?limit%5B%5D=1', 400, 'unknown_query_parameter', '"limit[]"'],
    ['GET', '/things?limit=1&limit=1', 400, 'bad_request', '"limit" may be once'],
    ['GET', '/things?limit=%ff', 400, 'bad_request', 'UTF-8'],
    ['HEAD', '/things?order_id=none', 400, '', ''],
    ['HEAD', '/things?limit=1', 200, '', ''],
    [
      'GET',
      '/things/careless?x=1',
      400,
      'unknown_query_parameter',
      '"x" is not known; this operation takes none',
    ],
    ['GET', '/things/events?x=1', 400, 'unknown_query_parameter', '"x"'],
    ['POST', '/things/7/go?force=true', 400, 'unknown_query_parameter', '"force"'],
    ['DELETE', '/things/7?force=true', 400, 'unknown_query_parameter', '"force"'],
    ['GET', '/health/live?x=1', 400, 'unknown_query_parameter', '"x"'],
    ['GET', '/health/ready?x=1', 400, 'unknown_query_parameter', '"x"'],
    ['GET', '/metrics?name=x', 400, 'unknown_query_parameter', '"name"'],
    ['GET', '/docs-json?x=1', 400, 'unknown_query_parameter', '"x"'],
    ['GET', '/docs?x=1', 400, 'unknown_query_parameter', '"x"'],
    ['GET', '/metrics', 200, '', ''],
    ['GET', '/docs', 200, '', ''],
    ['GET', '/nothing?x=1', 404, 'not_found', ''],
    ['PUT', '/things?x=1', 405, 'method_not_allowed', 'GET, POST'],
  ])('%s %s: %s %s', async (method, path, status, code, names) => {
    const answer = await reported(method, path);
    expect([answer.status, answer.code ?? '', answer.detail ?? '']).toEqual([
      status,
      code,
      expect.stringContaining(names),
    ]);
  });

  it.each<[string, string, string, Sent, number, string, string]>([
    [
      'a field of the body',
      'POST',
      '/things',
      { headers: JSON_TYPE, body: '{"name":"a","colour":1}' },
      400,
      'bad_request',
      '"colour"',
    ],
    [
      'a field deep in it',
      'POST',
      '/things',
      { headers: JSON_TYPE, body: '{"parts":[{"id":"a"},{"colour":1}]}' },
      400,
      'bad_request',
      '"parts.1.colour"',
    ],
    [
      'the same in pieces',
      'POST',
      '/things',
      { headers: JSON_TYPE, body: ['{"col', 'our":1}'] },
      400,
      'bad_request',
      '"colour"',
    ],
    [
      'all that is known',
      'POST',
      '/things',
      { headers: JSON_TYPE, body: '{"parts":[{"id":"a"}]}' },
      201,
      '',
      '',
    ],
    [
      'with a charset',
      'POST',
      '/things',
      { headers: { 'content-type': 'Application/JSON; charset="UTF-8"' }, body: '{"name":"a"}' },
      201,
      '',
      '',
    ],
    [
      'in another charset',
      'POST',
      '/things',
      { headers: { 'content-type': 'application/json; charset=utf-16' }, body: '{"name":"a"}' },
      415,
      'unsupported_media_type',
      'UTF-8',
    ],
    [
      'packed',
      'POST',
      '/things',
      { headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body: '{"name":"a"}' },
      415,
      'unsupported_media_type',
      'encoding',
    ],
    [
      'of another type',
      'POST',
      '/things',
      { headers: { 'content-type': 'text/plain' }, body: '{"name":"a"}' },
      415,
      'unsupported_media_type',
      'application/json',
    ],
    [
      'of no type',
      'POST',
      '/things',
      { body: '{"name":"a"}' },
      415,
      'unsupported_media_type',
      'application/json',
    ],
    ['no JSON', 'POST', '/things', { headers: JSON_TYPE, body: '{' }, 400, 'malformed_json', ''],
    ['empty where one is needed', 'POST', '/things', { headers: JSON_TYPE }, 400, 'malformed_json', ''],
    ['empty where one may be', 'POST', '/things/optional', { headers: JSON_TYPE }, 201, '', ''],
    [
      'a form',
      'POST',
      '/things/form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=a' },
      201,
      '',
      '',
    ],
    [
      'a field of a form',
      'POST',
      '/things/form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=a&colour=b' },
      400,
      'bad_request',
      '"colour"',
    ],
    [
      'a field of a form twice',
      'POST',
      '/things/form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=a&name=b' },
      400,
      'bad_request',
      '"name"',
    ],
    // where no body is taken
    ['nothing', 'POST', '/things/7/go', {}, 200, '', ''],
    ['nothing, with a type', 'POST', '/things/7/go', { headers: JSON_TYPE }, 200, '', ''],
    ['nothing, in pieces', 'POST', '/things/7/go', { headers: JSON_TYPE, body: [] }, 200, '', ''],
    ['an empty object', 'POST', '/things/7/go', { headers: JSON_TYPE, body: ' {} ' }, 200, '', ''],
    [
      'a field',
      'POST',
      '/things/7/go',
      { headers: JSON_TYPE, body: '{"lines":[{"line":1}]}' },
      400,
      'unexpected_body',
      '"lines"',
    ],
    [
      'a field that every object has',
      'POST',
      '/things/7/go',
      { headers: JSON_TYPE, body: '{"__proto__":{}}' },
      400,
      'unexpected_body',
      '"__proto__"',
    ],
    [
      'a field in pieces',
      'POST',
      '/things/7/go',
      { headers: JSON_TYPE, body: ['{"li', 'nes":[]}'] },
      400,
      'unexpected_body',
      '"lines"',
    ],
    [
      'a field without a type',
      'POST',
      '/things/7/go',
      { body: '{"lines":[]}' },
      400,
      'unexpected_body',
      '"lines"',
    ],
    ['null', 'POST', '/things/7/go', { headers: JSON_TYPE, body: 'null' }, 400, 'unexpected_body', '4 bytes'],
    [
      'an empty list',
      'POST',
      '/things/7/go',
      { headers: JSON_TYPE, body: '[]' },
      400,
      'unexpected_body',
      '2 bytes',
    ],
    [
      'text',
      'POST',
      '/things/7/go',
      { headers: { 'content-type': 'text/plain' }, body: 'x' },
      400,
      'unexpected_body',
      '1 bytes of text/plain',
    ],
    [
      'a form',
      'POST',
      '/things/7/go',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' },
      400,
      'unexpected_body',
      'form',
    ],
    [
      'bytes that are no text',
      'POST',
      '/things/7/go',
      { headers: { 'content-type': 'application/octet-stream' }, body: '\u0000' },
      400,
      'unexpected_body',
      'octet',
    ],
    [
      'on a GET',
      'GET',
      '/things',
      { headers: JSON_TYPE, body: '{"limit":1}' },
      400,
      'unexpected_body',
      '"limit"',
    ],
    ['on a GET, in pieces', 'GET', '/things', { body: ['x', 'y'] }, 400, 'unexpected_body', '2 bytes'],
    ['on a HEAD', 'HEAD', '/things', { headers: JSON_TYPE, body: '{"limit":1}' }, 400, '', ''],
    [
      'on a DELETE',
      'DELETE',
      '/things/7',
      { headers: JSON_TYPE, body: '{"why":1}' },
      400,
      'unexpected_body',
      '"why"',
    ],
    ['a DELETE without one', 'DELETE', '/things/7', {}, 204, '', ''],
    [
      'on a stream',
      'GET',
      '/things/events',
      { headers: JSON_TYPE, body: '{"sku":1}' },
      400,
      'unexpected_body',
      '"sku"',
    ],
    [
      'of the health',
      'GET',
      '/health/ready',
      { headers: JSON_TYPE, body: '{"deep":true}' },
      400,
      'unexpected_body',
      '"deep"',
    ],
    ['of the metrics', 'GET', '/metrics', { body: 'x' }, 400, 'unexpected_body', '1 bytes'],
    [
      'too much',
      'POST',
      '/things/7/go',
      { headers: JSON_TYPE, body: 'x'.repeat(2_000) },
      413,
      'body_too_large',
      '',
    ],
    // headers
    [
      'a precondition',
      'POST',
      '/things/7/go',
      { headers: { 'if-match': '"1"' } },
      400,
      'unexpected_header',
      'if-match',
    ],
    [
      'a precondition of a write',
      'POST',
      '/things/7/go',
      { headers: { 'if-none-match': '*' } },
      400,
      'unexpected_header',
      'if-none-match',
    ],
    ['what a cache asks', 'GET', '/things', { headers: { 'if-none-match': '"1"' } }, 200, '', ''],
    [
      'another method',
      'POST',
      '/things/7/go',
      { headers: { 'x-http-method-override': 'DELETE' } },
      400,
      'unexpected_header',
      'x-http-method-override',
    ],
    [
      'a key of another system',
      'POST',
      '/things/7/go',
      { headers: { 'idempotency-key': 'x' } },
      400,
      'unexpected_header',
      'idempotency-key',
    ],
    [
      'one of our name',
      'GET',
      '/things',
      { headers: { 'x-stockproof-deep': '1' } },
      400,
      'unexpected_header',
      'x-stockproof-deep',
    ],
    [
      'what proxies and browsers add',
      'GET',
      '/things',
      { headers: { 'x-forwarded-for': '::1', cookie: 'a=b', accept: 'text/html', prefer: 'dark-mode' } },
      200,
      '',
      '',
    ],
  ])('%s: %s %s', async (_what, method, path, sent, status, code, names) => {
    const answer = await reported(method, path, sent);
    expect([answer.status, answer.code ?? '', answer.detail ?? '']).toEqual([
      status,
      code,
      expect.stringContaining(names),
    ]);
  });

  it.each<[string, string, string, Sent]>([
    ['an unknown query', 'GET', '/things?x=1', {}],
    ['a broken query', 'GET', '/things?limit=%ff', {}],
    ['an unknown field', 'POST', '/things', { headers: JSON_TYPE, body: '{"x":1}' }],
    ['no JSON', 'POST', '/things', { headers: JSON_TYPE, body: '{' }],
    ['a body', 'POST', '/things/7/go', { body: 'x' }],
    ['a header', 'GET', '/things', { headers: { 'if-match': 'x' } }],
  ])('is nobody’s business who is not known: %s', async (_what, method, path, sent) => {
    const answer = await reported(method, path, {
      ...sent,
      headers: { ...sent.headers, authorization: 'somebody' },
    });
    expect([answer.status, answer.code]).toEqual([401, 'unauthorized']);
  });

  it('hands the body over as it was read', async () => {
    expect((await reported('POST', '/things', { headers: JSON_TYPE, body: '{"name":"ü"}' })).text).toBe(
      '{"name":"ü"}',
    );
    expect(
      (
        await reported('POST', '/things/form', {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: 'name=%C3%BC+a',
        })
      ).text,
    ).toBe('{"name":"ü a"}');
    expect((await reported('POST', '/things/optional', {})).text).toBe('{"body":"none"}');
  });
});
