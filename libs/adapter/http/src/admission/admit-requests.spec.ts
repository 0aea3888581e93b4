import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Inject, type MessageEvent, Post, Req, Sse } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiBody, ApiExtension } from '@nestjs/swagger';
import { eventually, recordingMeter } from '@stockproof/testing';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { partOf } from '@stockproof/testing/kit';
import type { FastifyRequest } from 'fastify';
import { Observable, Subject } from 'rxjs';
import {
  ACCESS_EXTENSION,
  Admission,
  type Admitted,
  ANONYMOUS,
  createHttpApp,
  Ending,
  Problem,
  STREAMED,
  Streams,
} from '../index.js';

const MEGABYTE = 1_048_576;
const readers = new Subject<MessageEvent>();
let watched = 0;
let waiting: (() => void)[] = [];

@Controller()
class Things {
  constructor(@Inject(Ending) private readonly ending: Ending) {}

  @Post('things') @HttpCode(200) @ApiBody({ schema: { type: 'object' } }) make(@Body() body: object): object {
    return body;
  }

  @Get('slow') async slow(): Promise<object> {
    await new Promise<void>((done) => waiting.push(done));
    return {};
  }

  @Sse('events', STREAMED)
  @Streams('x')
  @ApiExtension(ACCESS_EXTENSION, ['public'])
  events(@Req() request: object): Observable<MessageEvent> {
    return this.ending.ends(
      new Observable((subscriber) => {
        watched += 1;
        const source = readers.subscribe(subscriber);
        return () => {
          watched -= 1;
          source.unsubscribe();
        };
      }),
      request,
    );
  }

  /** Forgets that its credential may end. */
  @Sse('careless', STREAMED)
  @Streams('x')
  @ApiExtension(ACCESS_EXTENSION, ['public'])
  careless(): Observable<MessageEvent> {
    return readers;
  }
}

/** Lets in who names itself; nobody, where that is open. */
class Names extends Admission {
  readonly revoked = new Set<string>();

  async admit({ headers: { authorization } }: FastifyRequest, rules: readonly string[]): Promise<Admitted> {
    if (authorization === undefined && rules.includes('public')) return ANONYMOUS;
    if (authorization === undefined) throw new Problem(401, 'unauthorized', 'who are you?');
    return { credential: authorization, again: () => Promise.resolve(!this.revoked.has(authorization)) };
  }
}

const SETTINGS = {
  STOCKPROOF_HTTP_HEADERS_TIMEOUT_MS: '300',
  STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS: '600',
  STOCKPROOF_HTTP_MAX_CONNECTIONS: '40',
  STOCKPROOF_HTTP_MAX_IN_FLIGHT: '3',
  STOCKPROOF_MAX_STREAMS: '6',
  STOCKPROOF_MAX_STREAMS_PER_ADDRESS: '2',
  STOCKPROOF_MAX_STREAMS_PER_CREDENTIAL: '3',
};

describe('a request is admitted before its body is read', () => {
  let app: NestFastifyApplication;
  let names: Names;
  let open: Socket[];
  let cut: AbortController;

  beforeEach(async () => {
    Object.assign(process.env, SETTINGS);
    names = new Names();
    open = [];
    waiting = [];
    cut = new AbortController();
    const logger = partOf<Logger>(
      Object.fromEntries(
        ['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined]),
      ),
    );
    app = await createHttpApp({
      title: 'things',
      logger,
      telemetry: partOf<Telemetry>({
        metricsText: () => Promise.resolve(''),
        meter: recordingMeter().meter,
      }),
      max_body_bytes: MEGABYTE,
      module: {
        module: class {},
        controllers: [Things],
        providers: [{ provide: Admission, useValue: names }],
      },
    });
    await app.listen(0, '127.0.0.1');
  });
  afterEach(async () => {
    for (const name of Object.keys(SETTINGS)) delete process.env[name];
    cut.abort();
    for (const done of waiting) done();
    for (const socket of open) socket.destroy();
    app.getHttpServer().closeAllConnections();
    await app.close();
    await eventually(async () => expect(watched).toBe(0));
  });

  const port = (): number => (app.getHttpServer().address() as AddressInfo).port;
  const url = (path: string): string => `http://127.0.0.1:${port()}/${path}`;

  async function connection(text: string): Promise<Socket> {
    const socket = connect(port(), '127.0.0.1').setEncoding('utf8');
    open.push(socket);
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  }
  const head = (more: string): string =>
    `POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${more}\r\n\r\n`;
  const firstOf = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);
  const reported = async (answer: Response): Promise<unknown> => [
    answer.status,
    ((await answer.json()) as { code?: string }).code,
    answer.headers.get('retry-after'),
  ];

  it.each<[string, string, string, number, string]>([
    ['what is no JSON, of a stranger', 'things', '{{{', 401, 'unauthorized'],
    ['what is no JSON, of somebody known', 'things', '{{{', 400, 'malformed_json'],
    ['what is no JSON, for nobody there', 'nothing', '{{{', 404, 'not_found'],
    ['what is too large, of a stranger', 'things', 'x'.repeat(4 * MEGABYTE), 401, 'unauthorized'],
  ])('%s', async (what, path, body, status, code) => {
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      ...(what.includes('known') ? { authorization: 'ann' } : {}),
    };
    expect(await reported(await fetch(url(path), { method: 'POST', headers, body }))).toEqual([
      status,
      code,
      null,
    ]);
  });

  it('an anonymous caller is answered before a byte of the body is sent, and the connection serves the next request', async () => {
    const socket = await connection(head('Content-Length: 6'));
    expect(await firstOf(socket)).toMatch(/^HTTP\/1.1 401/);
    socket.write(`{{{{{{${head('Authorization: ann\r\nContent-Length: 2')}{}`);
    expect(await firstOf(socket)).toMatch(/^HTTP\/1.1 200/);
  });

  it('a caller that asks before it sends a body gets 100 Continue only if it is admitted', async () => {
    const expecting = (more: string): string => head(`Expect: 100-continue\r\nContent-Length: 2${more}`);
    const stranger = await connection(expecting(''));
    expect(await firstOf(stranger)).toMatch(/^HTTP\/1.1 401/);
    const known = await connection(expecting('\r\nAuthorization: ann'));
    expect(await firstOf(known)).toMatch(/^HTTP\/1.1 100 Continue/);
    known.write('{}');
    expect(await firstOf(known)).toMatch(/^HTTP\/1.1 200/);
  });

  it('the rest of a refused request is discarded, up to sixteen megabytes; then its connection ends', async () => {
    const socket = await connection(head('Transfer-Encoding: chunked'));
    expect(await firstOf(socket)).toMatch(/^HTTP\/1.1 401/);
    const lost = new Promise((done) => socket.on('error', () => undefined).once('close', done));
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    for (let sent = 0; sent < 64 * MEGABYTE && !socket.destroyed; sent += 65_536) {
      if (!socket.write(chunk)) await Promise.race([new Promise((done) => socket.once('drain', done)), lost]);
    }
    await lost;
  });

  it.each<[string, () => string]>([
    ['a head', () => 'POST /things HTTP/1.1\r\nHost:'],
    ['a body', () => `${head('Authorization: ann\r\nContent-Length: 100')}{`],
  ])(
    '%s that does not arrive completely in time gets a 408, and its connection ends',
    async (_what, half) => {
      const socket = await connection(half());
      const said = (await socket.toArray()).join('');
      expect(said).toMatch(
        /^HTTP\/1.1 408 Request Timeout\r\ncontent-type: application\/problem\+json[^]*"code":"request_timeout"/,
      );
    },
  );

  it('connections beyond the limit are refused', async () => {
    for (let index = 0; index < 40; index += 1) await connection('');
    const one_more = connect(port(), '127.0.0.1').on('error', () => undefined);
    await once(one_more.resume(), 'close');
  });

  it('one caller has a limited number of requests at a time, and others have theirs', async () => {
    const ask = (authorization: string) => fetch(url('slow'), { headers: { authorization } });
    const asked = [ask('ann'), ask('ann'), ask('ann')];
    await eventually(async () => expect(waiting).toHaveLength(3));
    expect(await reported(await ask('ann'))).toEqual([429, 'too_many_requests', '1']);
    const of_ben = ask('ben');
    await eventually(async () => expect(waiting).toHaveLength(4));
    for (const done of waiting.splice(0)) done();
    expect((await Promise.all([...asked, of_ben])).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const again = ask('ann');
    await eventually(async () => expect(waiting).toHaveLength(1));
    waiting[0]?.();
    expect((await again).status).toBe(200);
  });

  const stream = (authorization?: string) =>
    fetch(url('events'), {
      signal: cut.signal,
      headers: authorization === undefined ? {} : { authorization },
    });

  it('anonymous streams of one address are limited, and one that closes makes room', async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, () => stream()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(2);
    const refused = answers.filter(({ status }) => status !== 200);
    for (const answer of refused) expect(await reported(answer)).toEqual([429, 'too_many_streams', '10']);
    expect((await stream('ann')).status).toBe(200);
    await answers.find(({ status }) => status === 200)?.body?.cancel();
    await eventually(async () => expect((await stream()).status).toBe(200));
  });

  it('a stream ends within seconds when its credential is revoked; others continue', async () => {
    const [of_ann, of_ben] = await Promise.all([stream('ann'), stream('ben')]);
    await eventually(async () => expect(watched).toBe(2));
    names.revoked.add('ann');
    const began = performance.now();
    await of_ann.text();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(watched).toBe(1);
    readers.next({ type: 'x', data: 'still here' });
    const reader = of_ben.body?.getReader();
    const { value } = await (reader?.read() ?? Promise.reject(new Error('no body')));
    expect(value).toBeDefined();
  });

  it('a stream whose operation does not end it is cut', async () => {
    const { body } = await fetch(url('careless'), { headers: { authorization: 'ann' } });
    names.revoked.add('ann');
    const read = async (): Promise<void> => {
      for await (const chunk of body ?? []) void chunk;
    };
    await expect(read()).rejects.toThrow();
  });

  it('a reader that does not read is dropped when more than two megabytes wait for it', async () => {
    const socket = await connection('GET /events HTTP/1.1\r\nHost: x\r\nAuthorization: ann\r\n\r\n');
    await firstOf(socket);
    socket.pause();
    await eventually(async () => expect(watched).toBe(1));
    let said = 0;
    while (watched > 0 && said < 64 * MEGABYTE) {
      readers.next({ type: 'x', data: 'y'.repeat(65_536) });
      said += 65_536;
      await setImmediate();
    }
    expect([watched, said < 64 * MEGABYTE]).toEqual([0, true]);
  });
});
