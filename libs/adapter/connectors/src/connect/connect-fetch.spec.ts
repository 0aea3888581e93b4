import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { restartFailed } from './connect-api.js';
import { connectFetch, withoutLogin } from './connect-fetch.js';

let server: Server | null = null;
afterEach(() => void server?.close());

/** Answers with the header that was sent, and with a status of its choice. */
async function echoing(status = 200): Promise<string> {
  server = createServer(({ headers }, answer) =>
    answer.writeHead(status).end(status === 200 ? (headers.authorization ?? 'none') : ''),
  );
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([
  ['a login', 'name:pass%20word@', `Basic ${Buffer.from('name:pass word').toString('base64')}`],
  ['no login', '', 'none'],
])('an address with %s is called without them in the address', async (_what, login, sent) => {
  expect(await (await connectFetch(`http://${login}${await echoing()}/connectors`)).text()).toBe(sent);
});

it('an error does not contain the login', async () => {
  const url = `http://name:secret@${await echoing(500)}`;
  await expect(restartFailed(url, 'c').catch((error: Error) => error.message)).resolves.not.toContain(
    'secret',
  );
  await expect(restartFailed(url, 'c')).rejects.toThrow(withoutLogin(`${url}/connectors/c/restart`));
});

it('of several workers it asks one that answers, and that one first the next time', async () => {
  const alive = await echoing();
  // Nothing listens on port 1.
  const both = 'http://a:b@127.0.0.1:1,http://a:b@' + alive;
  const asked = async (): Promise<string> => (await connectFetch(`${both}/connectors`)).text();
  const login = `Basic ${Buffer.from('a:b').toString('base64')}`;
  expect([await asked(), await asked()]).toEqual([login, login]);
  server?.close();
  server?.closeAllConnections();
  await expect(asked()).rejects.toThrow();
  expect(withoutLogin(`${both}/connectors`)).toBe(`http://127.0.0.1:1/,http://${alive}/connectors`);
});
