import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { introspectedKeys } from './introspection.js';

describe('introspectedKeys', () => {
  let server: Server | null = null;
  afterEach(() => void server?.close());

  /** An ingestion that answers so; gives what it was asked. */
  async function ingestion(status: number, body: string) {
    const asked: { authorization: string | undefined; text: string }[] = [];
    server = createServer((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        asked.push({ authorization: request.headers.authorization, text });
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
    });
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    return { check: introspectedKeys(`http://127.0.0.1:${port}`, async () => 'token-of-mine'), asked };
  }

  it('sends the service’s own token with the key', async () => {
    const { check, asked } = await ingestion(200, '{"active":true,"sub":"ann","key_id":"k"}');
    expect(await check('sp_a&b')).toEqual({ kind: 'seller', seller_id: 'ann', key_id: 'k' });
    expect(asked).toEqual([{ authorization: 'Bearer token-of-mine', text: 'token=sp_a%26b' }]);
  });

  it.each([
    ['is not active', '{"active":false}'],
    ['is not active, whosever it is', '{"active":false,"sub":"ann","key_id":"k"}'],
    ['is active and nobody’s', '{"active":true}'],
    ['is active without a name', '{"active":true,"sub":"ann"}'],
  ])('knows no caller if the key %s', async (_name, body) =>
    expect(await (await ingestion(200, body)).check('sp_x')).toBeNull(),
  );

  it.each<[string, number, string]>([
    ['refuses us', 403, '{}'],
    ['fails', 500, '{"active":true,"sub":"ann","key_id":"k"}'],
    ['talks nonsense', 200, '<html>'],
  ])('admits nobody if ingestion %s', async (_name, status, body) => {
    const { check } = await ingestion(status, body);
    await expect(check('sp_x')).rejects.toMatchObject({
      status: 503,
      code: 'credentials_unavailable',
      headers: { 'retry-after': '1' },
    });
  });

  it('admits nobody if the answer takes longer than two seconds', async () => {
    server = createServer(() => undefined);
    await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
    const check = introspectedKeys(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      async () => 'token',
    );
    const began_ms = performance.now();
    await expect(check('sp_x')).rejects.toMatchObject({ status: 503 });
    const waited_ms = performance.now() - began_ms;
    expect([waited_ms >= 1_900, waited_ms < 10_000]).toEqual([true, true]);
    server.closeAllConnections();
  });

  it('admits nobody if there is no answer', async () => {
    const check = introspectedKeys('http://127.0.0.1:1', async () => 'token');
    await expect(check('sp_x')).rejects.toMatchObject({ status: 503 });
  });
});
