import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Authenticator } from '@stockproof/auth';
import { type InProcess, inProcess, serving } from '@stockproof/testing';
import { IDENTITY_POOL } from '../tokens.js';
import { TokenRevocationsController } from './token-revocations.controller.js';

const ROW = {
  revocation_id: 'r',
  kind: 'token',
  id: 'j',
  reason: 'lost',
  revoked_at: new Date(0),
  revoked_by: 'admin',
};
const BODY = { kind: 'token', id: 'j', reason: 'lost' };
const written: unknown[][] = [];

/** A database that has one row whatever is asked, and keeps what is written. */
const pool = {
  query: async ({ name, values = [] }: { name: string; values?: unknown[] }) => {
    if (name === 'insert-revocation') written.push(values);
    return { rows: [ROW] };
  },
};
const noted: unknown[] = [];
let service: InProcess;

beforeAll(async () => {
  const authenticate: Authenticator = async (who) =>
    who === 'service' ? { kind: 'service', name: 'recovery' } : { kind: 'operator', name: who, roles: [who] };
  service = await inProcess(
    serving({
      controllers: [TokenRevocationsController],
      authenticate,
      providers: [{ provide: IDENTITY_POOL, useValue: pool }],
      security: {
        append: async () => undefined,
        note: (event: { outcome: string }) => void noted.push(event),
      },
    }),
  );
});
afterAll(() => service.close());

const ask = (who: string, body?: object) =>
  fetch(`${service.url}/v1/token-revocations`, {
    headers: {
      authorization: `Bearer ${who}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });

it.each<[string, number, number]>([
  ['admin', 201, 200],
  ['service', 403, 200],
  ['viewer', 403, 403],
])('%s may revoke: %p, and read: %p', async (who, revokes, reads) => {
  written.length = 0;
  const reported = await ask(who, BODY);
  expect([reported.status, written]).toEqual([
    revokes,
    revokes === 201 ? [['token', 'j', 'lost', 'admin']] : [],
  ]);
  if (revokes === 201)
    expect(noted).toEqual([
      expect.objectContaining({
        action: 'revoke_token',
        outcome: 'done',
        actor: 'operator admin',
        reason: 'lost',
        detail: 'token j',
      }),
    ]);
  const list = await ask(who);
  expect(list.status).toBe(reads);
  if (reads === 200)
    expect(await list.json()).toEqual({ revocations: [{ ...ROW, revoked_at: '1970-01-01T00:00:00.000Z' }] });
});

it.each<[string, object]>([
  ['no reason', { kind: 'token', id: 'j' }],
  ['an empty reason', { ...BODY, reason: ' ' }],
  ['no id', { kind: 'token', reason: 'lost' }],
  ['another kind', { ...BODY, kind: 'everybody' }],
  ['something besides', { ...BODY, until: 'tomorrow' }],
  ['an id that nothing holds', { ...BODY, id: 'a\u0000' }],
])('%s is refused', async (_what, body) => {
  written.length = 0;
  const reported = await ask('admin', body);
  expect([reported.status, written]).toEqual([400, []]);
});
