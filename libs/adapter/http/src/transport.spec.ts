import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recordingMeter } from '@stockproof/testing';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { partOf } from '@stockproof/testing/kit';
import { Admission, type Admitted, ANONYMOUS, createHttpApp, drain } from './index.js';
import { tlsOptions, trustedProxies } from './transport.js';

/** Longer than it takes to look for connections without a request some times. */
const SLOW_MS = 700;
let begun = Promise.withResolvers<void>();

@Controller()
class Things {
  @Get('who') who(@Req() { ip, protocol }: { ip: string; protocol: string }): object {
    return { ip, protocol };
  }

  @Get('slow') async slow(): Promise<object> {
    begun.resolve();
    await delay(SLOW_MS);
    return { done: true };
  }
}

class Everybody extends Admission {
  async admit(): Promise<Admitted> {
    return ANONYMOUS;
  }
}

let app: NestFastifyApplication | undefined;
async function serving(settings: Readonly<Record<string, string>>): Promise<number> {
  Object.assign(process.env, settings);
  const logger = partOf<Logger>(
    Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, () => undefined])),
  );
  try {
    app = await createHttpApp({
      title: 'things',
      logger,
      telemetry: partOf<Telemetry>({
        metricsText: () => Promise.resolve(''),
        meter: recordingMeter().meter,
      }),
      max_body_bytes: 1_000,
      module: {
        module: class {},
        controllers: [Things],
        providers: [{ provide: Admission, useValue: new Everybody() }],
      },
    });
  } finally {
    for (const name of Object.keys(settings)) delete process.env[name];
  }
  await app.listen(0, '127.0.0.1');
  return (app.getHttpServer().address() as AddressInfo).port;
}
afterEach(async () => {
  await app?.close();
  app = undefined;
});

describe('TLS by files', () => {
  let folder: string;
  let files: { STOCKPROOF_TLS_CERT_FILE: string; STOCKPROOF_TLS_KEY_FILE: string };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-tls-'));
    files = {
      STOCKPROOF_TLS_CERT_FILE: join(folder, 'cert.pem'),
      STOCKPROOF_TLS_KEY_FILE: join(folder, 'key.pem'),
    };
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '1',
        '-subj',
        '/CN=stockproof',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-keyout',
        files.STOCKPROOF_TLS_KEY_FILE,
        '-out',
        files.STOCKPROOF_TLS_CERT_FILE,
      ],
      { stdio: 'ignore' },
    );
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function ask(
    port: number,
    path: string,
  ): Promise<{ status: number; text: string; hsts: unknown; protocol: string | null }> {
    return new Promise((done, fail) => {
      request(
        { host: '127.0.0.1', port, path, ca: readFileSync(files.STOCKPROOF_TLS_CERT_FILE), agent: false },
        (answer) => {
          const protocol = (answer.socket as TLSSocket).getProtocol();
          void answer.toArray().then(
            (parts) =>
              done({
                status: answer.statusCode ?? 0,
                text: Buffer.concat(parts as Buffer[]).toString(),
                hsts: answer.headers['strict-transport-security'],
                protocol,
              }),
            fail,
          );
        },
      )
        .on('error', fail)
        .end();
    });
  }

  it('a client that trusts the certificate is served over TLS and told to use it; others are not served', async () => {
    const port = await serving(files);
    expect(await ask(port, '/who')).toMatchObject({
      status: 200,
      text: expect.stringContaining('"protocol":"https"'),
      hsts: expect.stringMatching(/^max-age=\d{7,}/),
      protocol: 'TLSv1.3',
    });
    await expect(fetch(`https://127.0.0.1:${port}/who`)).rejects.toThrow();
    await expect(fetch(`http://127.0.0.1:${port}/who`)).rejects.toThrow();
  });

  it('an open request is answered when the service ends, and an idle connection does not delay the end', async () => {
    const port = await serving(files);
    begun = Promise.withResolvers();
    const slow = ask(port, '/slow');
    const silent = connect(port, '127.0.0.1').on('error', () => undefined);
    await begun.promise;
    const began = performance.now();
    if (app !== undefined) await drain(app);
    expect(await slow).toMatchObject({ status: 200, text: '{"done":true}' });
    expect(performance.now() - began).toBeLessThan(8_000);
    silent.destroy();
  });

  it('one of the two files alone is refused, and so is a missing file', () => {
    expect(tlsOptions({ STOCKPROOF_TLS_CERT_FILE: '', STOCKPROOF_TLS_KEY_FILE: '' })).toBeNull();
    expect(() => tlsOptions({ ...files, STOCKPROOF_TLS_KEY_FILE: '' })).toThrow('belong together');
    expect(() => tlsOptions({ ...files, STOCKPROOF_TLS_KEY_FILE: join(folder, 'none.pem') })).toThrow(
      'STOCKPROOF_TLS_KEY_FILE cannot be read (ENOENT)',
    );
  });
});

describe('a proxy', () => {
  const from = { headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' } };
  it.each([
    ['nobody is believed unless it is said', '', '127.0.0.1', 'http', null],
    ['another address is not', '10.0.0.0/8', '127.0.0.1', 'http', expect.any(String)],
    ['the one that is named is', '10.0.0.1, 127.0.0.0/8', '203.0.113.9', 'https', expect.any(String)],
  ])('%s', async (_what, proxies, ip, protocol, hsts) => {
    const answer = await fetch(
      `http://127.0.0.1:${await serving({ STOCKPROOF_TRUSTED_PROXIES: proxies })}/who`,
      from,
    );
    expect([await answer.json(), answer.headers.get('strict-transport-security')]).toEqual([
      { ip, protocol },
      hsts,
    ]);
  });

  it.each(['proxy.example', '10.0.0.0/33', '0.0.0.0/0', '::/0', 'loopback', '1.2.3.4/8/8'])(
    'is not "%s"',
    (text) => expect(() => trustedProxies(text)).toThrow('IP addresses or networks'),
  );
  it('is an address or a network', () =>
    expect(trustedProxies(' 10.0.0.1 ,fd00::/8,')).toEqual(['10.0.0.1', 'fd00::/8']));
});
