import { Agent, type IncomingMessage, request as ask } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiExtension } from '@nestjs/swagger';
import { type InProcess, inProcess } from '@stockproof/testing';
import { ACCESS_EXTENSION, Admission, ANONYMOUS } from '../index.js';

const MEGABYTE = 1_048_576;
const PUBLIC = ApiExtension(ACCESS_EXTENSION, ['public']);

@Controller()
class Things {
  @Post('files')
  @HttpCode(200)
  @PUBLIC
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  async take(@Body() body: Readable): Promise<object> {
    let bytes = 0;
    for await (const piece of body) bytes += (piece as Buffer).length;
    return { bytes };
  }

  /** Answers after the first piece. */
  @Post('first-pieces')
  @HttpCode(200)
  @PUBLIC
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  async takeFirst(@Req() { raw }: { raw: IncomingMessage }): Promise<object> {
    for await (const piece of raw.iterator({ destroyOnReturn: false }))
      return { first: (piece as Buffer).length > 0 };
    return {};
  }

  @Post('things') @HttpCode(200) @PUBLIC @ApiBody({ schema: { type: 'object' } }) make(
    @Body() body: object,
  ): object {
    return body;
  }

  @Get('things') @PUBLIC list(): object {
    return {};
  }
}

class Anybody extends Admission {
  admit = () => Promise.resolve(ANONYMOUS);
}

interface Said {
  readonly status: number | undefined;
  readonly body: unknown;
  readonly port: number | undefined;
}

describe('a body that is read as it arrives', () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let service: InProcess;
  beforeAll(async () => {
    process.env['STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS'] = '300';
    const module = {
      module: class {},
      controllers: [Things],
      providers: [{ provide: Admission, useClass: Anybody }],
    };
    service = await inProcess(module);
  });
  afterAll(async () => {
    agent.destroy();
    await service.close();
  });

  function send(
    method: string,
    path: string,
    type: string,
    pieces: Iterable<string> | AsyncIterable<string>,
  ) {
    return new Promise<Said>((done, fail) => {
      const headers = { 'content-type': type, 'transfer-encoding': 'chunked' };
      const request = ask(`${service.url}/${path}`, { method, headers, agent }, (answer) => {
        const port = request.socket?.localPort;
        answer.toArray().then((parts) => {
          const text = Buffer.concat(parts as Buffer[]).toString();
          done({ status: answer.statusCode, body: JSON.parse(text) as unknown, port });
        }, fail);
      }).on('error', fail);
      Readable.from(pieces).pipe(request);
    });
  }

  it('may be longer than other bodies', async () => {
    const pieces = Array.from({ length: 24 }, () => 'x'.repeat(MEGABYTE));
    expect(await send('POST', 'files', 'text/csv', pieces)).toMatchObject({
      status: 200,
      body: { bytes: 24 * MEGABYTE },
    });
  });

  async function* slowly(): AsyncGenerator<string> {
    for (let piece = 0; piece < 6; piece += 1) {
      yield '{';
      await delay(100);
    }
  }

  it('may take longer to arrive than other requests', async () => {
    expect(await send('POST', 'files', 'text/csv; charset=utf-8', slowly())).toMatchObject({
      status: 200,
      body: { bytes: 6 },
    });
  });

  it('and another one may not', async () => {
    const said = await send('POST', 'things', 'application/json', slowly());
    expect(said).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
  });

  it.each<[string, string, string, number, string]>([
    ['POST', 'files', 'application/json', 415, 'unsupported_media_type'],
    ['POST', 'files', 'text/csv; charset=latin1', 415, 'unsupported_media_type'],
    ['POST', 'things', 'text/csv', 415, 'unsupported_media_type'],
    ['GET', 'things', 'text/csv', 400, 'unexpected_body'],
  ])('%s %s does not take %s', async (method, path, type, status, code) => {
    expect(await send(method, path, type, ['{}'])).toMatchObject({ status, body: { code } });
  });

  it('is discarded where it is not read to its end, and its connection is used again', async () => {
    const pieces = Array.from({ length: 4 }, () => 'x'.repeat(MEGABYTE));
    const first = await send('POST', 'first-pieces', 'text/csv', pieces);
    expect(first).toMatchObject({ status: 200, body: { first: true } });
    const next = await send('POST', 'first-pieces', 'text/csv', ['x']);
    expect(next).toMatchObject({ status: 200, port: first.port });
  });
});
