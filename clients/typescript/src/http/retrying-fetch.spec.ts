import { createServer } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { retryingFetch } from './retrying-fetch.js';

const retries = { first_ms: 1, most_ms: 5, give_up_after_ms: 2_000 };
const open: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Gives these answers in turn: a status, or null to hang up. Keeps the bodies that came. */
async function server(...answers: (number | null)[]): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const made = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      bodies.push(body);
      const status = answers.shift() ?? null;
      if (status === null) return request.socket.destroy();
      response.writeHead(status, status === 429 ? { 'retry-after': '0' } : {}).end(`said ${status}`);
    });
  });
  open.push(made);
  await new Promise<void>((done) => made.listen(0, '127.0.0.1', done));
  const address = made.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return { url: `http://127.0.0.1:${address.port}`, bodies };
}

const post = { method: 'POST', body: '{"event_id":"a"}' };

it.each<[string, (number | null)[], number, number]>([
  ['at once', [202], 202, 1],
  ['after what passes', [503, 502, 429, 202], 202, 4],
  ['after it hung up', [null, null, 202], 202, 3],
  ['a refusal', [503, 400, 202], 400, 2],
])('sends the same body again: %s', async (_case, answers, status, times) => {
  const { url, bodies } = await server(...answers);
  const answer = await retryingFetch({ retries })(url, post);
  expect([answer.status, await answer.text()]).toEqual([status, `said ${status}`]);
  expect(bodies).toEqual(Array.from({ length: times }, () => post.body));
});

it('gives the last answer when the time is up, and the last error where there was none', async () => {
  const short = { first_ms: 1, most_ms: 1, give_up_after_ms: 0 };
  const { url } = await server(503, 503);
  expect((await retryingFetch({ retries: short })(url, post)).status).toBe(503);
  await expect(retryingFetch({ retries: short })('http://127.0.0.1:9', post)).rejects.toThrow('fetch failed');
});

it('gives up an attempt without an answer in time, and an aborted request', async () => {
  const silent: typeof fetch = (_input, init) =>
    new Promise((_done, fail) =>
      init?.signal?.addEventListener('abort', () => fail(init.signal?.reason as Error)),
    );
  const options = { retries: { ...retries, give_up_after_ms: 0 }, timeout_ms: 10, fetch: silent };
  await expect(retryingFetch(options)('http://a.test', post)).rejects.toThrow(/within 10 ms/);
  const signal = AbortSignal.abort(new Error('the caller left'));
  await expect(
    retryingFetch({ retries, timeout_ms: 10, fetch: silent })('http://a.test', { ...post, signal }),
  ).rejects.toThrow();
});
