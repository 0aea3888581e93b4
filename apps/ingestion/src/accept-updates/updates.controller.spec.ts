import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { Problem } from '@stockproof/http';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { ApiKeysController } from '../api-keys/api-keys.controller.js';
import { KeyRequestsController } from '../api-keys/key-requests.controller.js';
import { SchemasController } from '../schemas/schemas.controller.js';
import { IDENTITY_POOL, KEY_RULES, SELLER_KEYS } from '../tokens.js';
import { AcceptUpdates, type Tracing, type UpdateResult } from './accept-updates.js';
import { UpdatesController } from './updates.controller.js';

const ENDS = '2026-07-01T00:00:00.500Z';
const SELLER: Principal = { kind: 'seller', seller_id: 'ann', key_id: 'k', expires_at: ENDS };
const BEN: Principal = { ...SELLER, seller_id: 'ben' };
const SAM: Principal = { kind: 'seller', seller_id: 'ann', person: 'sam' };
const ADMIN: Principal = { kind: 'operator', name: 'ada', roles: ['admin'] };
const APPROVER: Principal = { kind: 'operator', name: 'grace', roles: ['approver'] };
const BOTH: Principal = { kind: 'operator', name: 'ada', roles: ['admin', 'approver'] };
const SERVICE: Principal = { kind: 'service', name: 'projection' };
const WHO: Readonly<Record<string, Principal>> = {
  seller: SELLER,
  ben: BEN,
  sam: SAM,
  admin: ADMIN,
  approver: APPROVER,
  both: BOTH,
  service: SERVICE,
};
const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

const queued = (index: number): UpdateResult => ({
  index,
  event_id: `e-${index}`,
  status: 202,
});
const refused = (index: number): UpdateResult => ({
  index,
  event_id: null,
  ...new Problem(400, 'invalid_quantity', 'no').details(),
});

let results: UpdateResult[] | Problem;
let accepted: { seller_id: string; count: number; tracing: Tracing } | null;
/** Whether the database of keys finds a row. */
let finds: boolean;
/** The request for a key that it finds, and how many active keys its seller has. */
let request: object = {};
let active = 0;
const REQUEST = {
  request_id: 'kr-1',
  seller_id: 'ann',
  reason: 'why',
  requested_by: 'ada',
  requested_at: new Date(0),
  approved_by: null,
  expires_at: null,
  key_id: null,
  collected_at: null,
  withdrawn_at: null,
  withdrawn_reason: null,
};
const APPROVED = { approved_by: 'grace', expires_at: new Date(4e12) };
let service: InProcess;
beforeAll(async () => {
  const accept: AcceptUpdates['accept'] = async (seller_id, events, tracing) => {
    accepted = { seller_id, count: events.length, tracing };
    if (results instanceof Problem) throw results;
    return results;
  };
  const query = async ({ name = '' }: { name?: string }) => {
    if (name === 'count-active-keys') return { rows: [{ keys: active }], rowCount: 1 };
    if (name === 'find-key-request') return { rows: finds ? [{ ...REQUEST, ...request }] : [], rowCount: 1 };
    return { rows: finds ? [{ key_id: 'k', expires_at: new Date(ENDS) }] : [], rowCount: finds ? 1 : 0 };
  };
  const pool = {
    query,
    connect: async () => ({ query, release: () => undefined, on: () => undefined, off: () => undefined }),
  };
  const key_rules = { lives_days: 90, overlap_hours: 24, active_at_most: 5, collect_minutes: 60 };
  const checkKey = async (key: string) => WHO[key] ?? null;
  service = await inProcess(
    serving({
      controllers: [UpdatesController, ApiKeysController, KeyRequestsController, SchemasController],
      authenticate: async (token: string) => WHO[token] ?? null,
      providers: [
        { provide: AcceptUpdates, useValue: { accept } },
        { provide: IDENTITY_POOL, useValue: pool },
        { provide: SELLER_KEYS, useValue: checkKey },
        { provide: KEY_RULES, useValue: key_rules },
      ],
    }),
  );
});
afterAll(() => service.close());

async function call(
  method: string,
  path: string,
  who: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  accepted = null;
  const sent =
    body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        };
  const answer = await fetch(`${service.url}/v1/${path}`, {
    method,
    ...sent,
    headers: { authorization: `Bearer ${who}`, ...sent.headers, ...headers },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    reported: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
    headers: answer.headers,
  };
}

describe('the answer to a seller’s post', () => {
  it.each<[string, unknown, UpdateResult[] | Problem, number, object]>([
    ['one that is queued', {}, [queued(0)], 202, { event_id: 'e-0', status: 'queued' }],
    ['one that is refused', {}, [refused(0)], 400, { code: 'invalid_quantity' }],
    [
      'an array that is queued',
      [{}, {}],
      [queued(0), queued(1)],
      202,
      { queued: 2, refused: 0, results: [{ status: 202 }, { status: 202 }] },
    ],
    [
      'an array of which one is refused',
      [{}, {}, {}],
      [queued(0), refused(1), queued(2)],
      207,
      { queued: 2, refused: 1, results: [{ status: 202 }, { status: 400 }, { status: 202 }] },
    ],
    ['an array that is refused', [{}], [refused(0)], 207, { queued: 0, refused: 1 }],
    ['nothing was taken', {}, new Problem(503, 'broker_backlog', 'wait'), 503, { code: 'broker_backlog' }],
  ])('%s', async (_case, body, given, status, reported) => {
    results = given;
    const answer = await call('POST', 'inventory-updates', 'seller', body);
    expect([answer.status, answer.reported]).toMatchObject([status, reported]);
    expect(accepted).toMatchObject({ seller_id: 'ann', count: Array.isArray(body) ? body.length : 1 });
  });

  it('is given to a person of the seller too', async () => {
    results = [queued(0)];
    expect((await call('POST', 'inventory-updates', 'sam', {})).status).toBe(202);
    expect(accepted).toMatchObject({ seller_id: 'ann' });
  });

  it('is a refusal for every other caller', async () => {
    expect((await call('POST', 'inventory-updates', 'admin', {})).status).toBe(403);
    expect(accepted).toBeNull();
  });

  it.each<[string, Record<string, string>, RegExp, RegExp]>([
    ['the caller’s trace is carried on', { traceparent: TRACE }, new RegExp(`^${TRACE}$`), /^[0-9a-f-]{36}$/],
    ['what is no trace is not', { traceparent: 'nonsense' }, /^(null|00-.*)$/, /^[0-9a-f-]{36}$/],
    ['the caller’s name for the request is kept', { 'x-correlation-id': 'order-7' }, /./, /^order-7$/],
    ['as long as it may be', { 'x-correlation-id': 'x'.repeat(128) }, /./, /^x{128}$/],
  ])('%s', async (_case, headers, traceparent, correlation_id) => {
    results = [queued(0)];
    await call('POST', 'inventory-updates', 'seller', {}, headers);
    expect(String(accepted?.tracing.traceparent)).toMatch(traceparent);
    expect(accepted?.tracing.correlation_id).toMatch(correlation_id);
  });

  it.each<[string, string]>([
    ['longer', 'x'.repeat(129)],
    ['empty', ''],
    ['with a space', 'a b'],
    ['of Latin-1', 'caf\u00e9'],
  ])('is a refusal if the correlation id is %s', async (_case, id) => {
    results = [queued(0)];
    const answer = await call('POST', 'inventory-updates', 'seller', {}, { 'x-correlation-id': id });
    expect([answer.status, answer.reported]).toMatchObject([
      400,
      { code: 'bad_request', detail: expect.stringContaining('x-correlation-id') },
    ]);
    expect(accepted).toBeNull();
  });
});

describe('the answer about keys and schemas', () => {
  it.each<[string, string, string, boolean, unknown, number, object]>([
    [
      'POST',
      'sellers/ann/api-keys/k/rotate',
      'seller',
      true,
      undefined,
      201,
      { api_key: expect.stringMatching(/^sp_/), previous_expires_at: ENDS },
    ],
    ['POST', 'sellers/ann/api-keys/k/rotate', 'admin', true, undefined, 403, {}],
    ['POST', 'sellers/ann/api-keys/other/rotate', 'seller', true, undefined, 404, { code: 'not_found' }],
    ['POST', 'sellers/ann/api-keys/k/rotate', 'ben', true, undefined, 404, { code: 'not_found' }],
    // Revoked or expired since it was checked.
    ['POST', 'sellers/ann/api-keys/k/rotate', 'seller', false, undefined, 409, { code: 'key_not_active' }],
    [
      'POST',
      'sellers/ann/api-keys/other/rotate',
      'sam',
      true,
      undefined,
      201,
      { api_key: expect.stringMatching(/^sp_/) },
    ],
    ['POST', 'sellers/ben/api-keys/k/rotate', 'sam', true, undefined, 404, { code: 'not_found' }],
    [
      'POST',
      'sellers/ann/api-keys',
      'sam',
      true,
      { reason: 'the shop' },
      201,
      { api_key: expect.stringMatching(/^sp_/) },
    ],
    ['POST', 'sellers/ann/api-keys', 'sam', true, {}, 400, { code: 'bad_request' }],
    ['POST', 'sellers/ben/api-keys', 'sam', true, { reason: 'theirs' }, 404, { code: 'not_found' }],
    // A key makes its successor only: whoever stole one gets no key that outlives it.
    ['POST', 'sellers/ann/api-keys', 'seller', true, { reason: 'more' }, 403, {}],
    ['POST', 'sellers/ann/api-keys', 'admin', true, { reason: 'for them' }, 403, {}],
    ['GET', 'whoami', 'sam', true, undefined, 200, SAM],
    ['GET', 'sellers/ann/api-keys', 'ben', true, undefined, 404, { code: 'not_found' }],
    ['GET', 'sellers/ann/api-keys', 'approver', true, undefined, 200, { api_keys: [{ key_id: 'k' }] }],
    ['DELETE', 'sellers/ann/api-keys/k', 'seller', true, undefined, 204, {}],
    ['DELETE', 'sellers/ann/api-keys/k', 'ben', true, undefined, 404, { code: 'not_found' }],
    ['DELETE', 'sellers/ann/api-keys/k', 'approver', true, undefined, 403, {}],
    ['DELETE', 'sellers/ann/api-keys/k', 'admin', true, undefined, 204, {}],
    ['DELETE', 'sellers/ann/api-keys/k', 'admin', false, undefined, 404, { code: 'not_found' }],
    ['GET', 'whoami', 'seller', true, undefined, 200, SELLER],
    [
      'POST',
      'introspect',
      'service',
      true,
      { token: 'seller' },
      200,
      { active: true, sub: 'ann', key_id: 'k', token_type: 'api_key', exp: Date.parse(ENDS) / 1_000 - 0.5 },
    ],
    ['POST', 'introspect', 'service', true, { token: 'admin' }, 200, { active: false }],
    ['POST', 'introspect', 'service', true, { token: 'nobody' }, 200, { active: false }],
    ['POST', 'introspect', 'service', true, {}, 400, { code: 'bad_request' }],
    ['POST', 'introspect', 'seller', true, { token: 'seller' }, 403, {}],
    ['GET', 'schemas/inventory-update/99', 'nobody', true, undefined, 404, { code: 'unknown_schema' }],
  ])('%s %.40s by %s, found: %s, %j', async (method, path, who, found, body, status, reported) => {
    finds = found;
    const answer = await call(method, path, who, body);
    expect([answer.status, answer.reported]).toMatchObject([status, reported]);
  });

  it.each<[string, string, object | undefined, object, number, object]>([
    ['', 'admin', { seller_id: 'ann', reason: 'why' }, {}, 201, { status: 'requested', requested_by: 'ada' }],
    ['', 'admin', { seller_id: 'ann' }, {}, 400, { code: 'bad_request' }],
    ['', 'admin', { seller_id: '..', reason: 'why' }, {}, 400, { code: 'bad_request' }],
    ['', 'admin', { seller_id: 'a'.repeat(65), reason: 'why' }, {}, 400, { code: 'bad_request' }],
    ['', 'approver', { seller_id: 'ann', reason: 'why' }, {}, 403, { code: 'forbidden' }],
    ['/kr-1/approve', 'approver', undefined, {}, 200, { request_id: 'kr-1' }],
    ['/kr-1/approve', 'both', undefined, {}, 403, { code: 'four_eyes' }],
    ['/kr-1/approve', 'admin', undefined, {}, 403, { code: 'forbidden' }],
    ['/kr-1/collect', 'admin', undefined, {}, 409, { code: 'not_approved' }],
    [
      '/kr-1/collect',
      'admin',
      undefined,
      APPROVED,
      201,
      { api_key: expect.stringMatching(/^sp_/), expires_at: ENDS },
    ],
    [
      '/kr-1/collect',
      'admin',
      undefined,
      { ...APPROVED, requested_by: 'eve' },
      403,
      { code: 'not_requester' },
    ],
    [
      '/kr-1/collect',
      'admin',
      undefined,
      { ...APPROVED, expires_at: new Date(0) },
      409,
      { code: 'approval_expired' },
    ],
    [
      '/kr-1/collect',
      'admin',
      undefined,
      { ...APPROVED, key_id: 'k', collected_at: new Date(0) },
      409,
      { code: 'key_collected' },
    ],
  ])('POST api-key-requests%s by %s, %j, of %j', async (path, who, body, of, status, reported) => {
    [finds, request] = [true, of];
    const answer = await call('POST', `api-key-requests${path}`, who, body);
    expect([answer.status, answer.reported]).toMatchObject([status, reported]);
  });

  it.each([
    ['api-key-requests/kr-1/collect', 'admin'],
    ['sellers/ann/api-keys/k/rotate', 'seller'],
  ])('for POST %s is a refusal beyond the maximum of keys per seller', async (path, who) => {
    [finds, request, active] = [true, APPROVED, 5];
    expect(await call('POST', path, who)).toMatchObject({ status: 409, reported: { code: 'too_many_keys' } });
    active = 4;
    expect((await call('POST', path, who)).status).toBe(201);
    active = 0;
  });

  it('lets a schema be cached for a day, because a released one never changes', async () => {
    const { reported } = await call('GET', 'schemas', 'nobody');
    const [{ href }] = reported['items'] as [{ href: string }];
    const { status, headers } = await call('GET', href.slice('/v1/'.length), 'nobody');
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      expect.stringContaining('application/schema+json'),
      `public, max-age=${24 * 60 * 60}`,
    ]);
  });
});
