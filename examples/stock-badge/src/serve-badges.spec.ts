import { once } from 'node:events';
import type { Server } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { serveBadges } from './serve-badges.js';

const freshness = { as_of: '2026-06-19T18:00:00.000Z', age_ms: 10 as number | null, lag: 0, building: false };
const limits = { token: 'secret', low_units: 3, max_age_ms: 1_000 };
let server: Server | null = null;
afterEach(() => void server?.close());

async function ask(
  path: string,
  init: RequestInit = {},
  age_ms: number | null = 10,
): Promise<[number, unknown]> {
  const now = { ...freshness, age_ms };
  server = serveBadges(
    { sku: () => ({ kind: 'offers', offers: [], freshness: now }), freshness: () => now },
    limits,
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  const answer = await fetch(`http://127.0.0.1:${address.port}${path}`, init);
  return [answer.status, await answer.json()];
}
const headers = { authorization: 'Bearer secret' };

it.each<[string, string, RequestInit, number, object]>([
  ['a SKU', '/badges/a%2Fb', { headers }, 200, { sku: 'a/b', badge: 'not_offered' }],
  ['without a token', '/badges/a', {}, 401, { status: 401 }],
  ['with another token', '/badges/a', { headers: { authorization: 'Bearer other' } }, 401, { status: 401 }],
  ['no SKU', '/badges/', { headers }, 404, { status: 404 }],
  ['a SKU that is too long', `/badges/${'x'.repeat(65)}`, { headers }, 404, { status: 404 }],
  ['half an escape', '/badges/%E0%A4%A', { headers }, 404, { status: 404 }],
  ['a query', '/badges/a?b=c', { headers }, 404, { status: 404 }],
  ['another method', '/badges/a', { method: 'POST', headers }, 405, { status: 405 }],
  ['readiness', '/health/ready', {}, 200, { lag: 0 }],
])('%s', async (_case, path, init, status, body) => {
  expect(await ask(path, init)).toEqual([status, expect.objectContaining(body)]);
});

it.each([1_001, null])('is not ready when the view is of the age %p', async (age_ms) => {
  expect((await ask('/health/ready', {}, age_ms))[0]).toBe(503);
});
