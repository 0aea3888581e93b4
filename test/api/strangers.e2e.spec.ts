import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  type AnotherProcess,
  anotherProcess,
  operatorToken,
  runningStack,
  seller,
  SERVICES,
} from '@stockproof/testing';

const A_POST = {
  ingestion: 'inventory-updates',
  command_handler: 'x',
  availability: 'availability',
  recovery: 'recoveries',
  reservation: 'reservations',
} as const;
const MEGABYTE = 1_048_576;
const wrongKey = (index: number): string => `sp_${String(index).padStart(18, '0')}_${'0'.repeat(64)}`;

// Each runs in a separate process, so that the attempts here do not block other clients of this process.
describe('an anonymous caller', () => {
  const stack = runningStack();
  let second: AnotherProcess | undefined;
  const cut = new AbortController();
  afterEach(() => void second?.process.kill('SIGKILL'));

  async function another(
    name: string,
    setting: string,
    port: number,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    second = await anotherProcess(stack, name, { setting, is: port }, more);
    return second.url;
  }
  const reported = async (answer: Response): Promise<unknown> => [
    answer.status,
    ((await answer.json()) as { code: string }).code,
  ];

  it.each(SERVICES.filter((name) => name !== 'command_handler' && name !== 'availability'))(
    'is refused by %s before anything is read',
    async (service) => {
      for (const body of ['{{{', 'x'.repeat(4 * MEGABYTE)]) {
        const answer = await fetch(`${stack.urls[service]}/v1/${A_POST[service]}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
        });
        expect(await reported(answer)).toEqual([401, 'unauthorized']);
      }
    },
  );

  it.each(SERVICES)('gets "not found" from %s before anything is read', async (service) => {
    const { port } = new URL(stack.urls[service]);
    const socket = connect(Number(port), '127.0.0.1').setEncoding('utf8');
    socket.write('POST /v1/nothing/here/at/all HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
    const [said] = (await once(socket, 'data')) as [string];
    socket.destroy();
    expect(said).toMatch(/^HTTP\/1.1 404 Not Found/);
  });

  it('whose body does not arrive gets a timeout', async () => {
    const url = await another('ingestion', 'STOCKPROOF_INGESTION_PORT', 19_441, {
      STOCKPROOF_HTTP_REQUEST_TIMEOUT_MS: '1000',
    });
    const { api_key } = await seller(stack);
    const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
    socket.write(
      `POST /v1/inventory-updates HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api_key}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    );
    expect((await socket.toArray()).join('')).toMatch(/^HTTP\/1.1 408 [^]*"code":"request_timeout"/);
  });

  it('with sixty wrong keys is blocked; valid callers continue, and soon everybody does', async () => {
    const url = await another('ingestion', 'STOCKPROOF_INGESTION_PORT', 19_442);
    const ask = (bearer: string): Promise<Response> =>
      fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${bearer}` } });
    const [old, fresh] = await Promise.all([seller(stack), seller(stack)]);
    expect((await ask(old.api_key)).status).toBe(200);
    const statuses: number[] = [];
    for (let index = 0; index < 60; index += 1) statuses.push((await ask(wrongKey(index))).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    // The limit admits one more attempt each second; directly after it none is left.
    for (let index = 60, status = 429; status === 429; index += 1) ({ status } = await ask(wrongKey(index)));
    const refused = await ask(fresh.api_key);
    expect([refused.headers.get('retry-after'), await reported(refused)]).toEqual([
      '1',
      [429, 'too_many_failed_logins'],
    ]);
    expect([(await ask(old.api_key)).status, (await ask(operatorToken(stack, 'viewer'))).status]).toEqual([
      200, 200,
    ]);
    // Other services do not know of the failed logins.
    expect(
      (
        await fetch(`${stack.urls.ingestion}/v1/whoami`, {
          headers: { authorization: `Bearer ${fresh.api_key}` },
        })
      ).status,
    ).toBe(200);
  });

  it('can open a limited number of streams', async () => {
    const url = await another('availability-projection', 'STOCKPROOF_AVAILABILITY_PORT', 19_443);
    const answers = await Promise.all(
      Array.from({ length: 250 }, () => fetch(`${url}/v1/availability-stream?sku=x`, { signal: cut.signal })),
    );
    const statuses = answers.map(({ status }) => status);
    expect([
      statuses.filter((one) => one === 200).length,
      statuses.filter((one) => one === 429).length,
    ]).toEqual([10, 240]);
    cut.abort();
  });

  it('is also the owner of a revoked key, even with an open stream', async () => {
    const { seller_id, api_key, key_id } = await seller(stack);
    const answer = await fetch(`${stack.urls.availability}/v1/availability-stream?sku=x`, {
      headers: { authorization: `Bearer ${api_key}` },
    });
    expect(answer.status).toBe(200);
    const ended = answer.text();
    const admin = { authorization: `Bearer ${operatorToken(stack, 'admin')}` };
    expect(
      (
        await fetch(`${stack.urls.ingestion}/v1/sellers/${seller_id}/api-keys/${key_id}`, {
          method: 'DELETE',
          headers: admin,
        })
      ).status,
    ).toBe(204);
    const began = performance.now();
    await ended;
    // Two seconds are promised; the rest is for a busy machine. A stream that is not ended stays open.
    expect(performance.now() - began).toBeLessThan(15_000);
  });
});
