import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import type { RefusedLogin } from '@stockproof/http';
import { partOf } from '@stockproof/testing/kit';
import type { FastifyRequest } from 'fastify';
import { Access, type AccessRule } from './access.js';
import { AccessGuard, callerOf, principalOf } from './access-guard.js';
import { bearerAuthenticator, noSellers } from './authenticator.js';
import { LoginThrottle } from './login-throttle.js';
import type { Principal } from '../principal.js';

const CALLERS: Readonly<Record<string, Principal>> = {
  seller: { kind: 'seller', seller_id: 'ann', key_id: 'k' },
  person: { kind: 'seller', seller_id: 'ann', person: 'sam' },
  viewer: { kind: 'operator', name: 'grace', roles: ['viewer'] },
  admin: { kind: 'operator', name: 'ada', roles: ['viewer', 'admin'] },
  service: { kind: 'service', name: 'recovery' },
  console: { kind: 'service', name: 'console' },
  // An operator may have any name.
  console_by_name: { kind: 'operator', name: 'console', roles: ['console', 'service:console'] },
};

/** A request with this header at a handler with these rules, on a controller with those. */
async function calling(
  authorization: string | undefined,
  rules: readonly AccessRule[] | null,
  options: { of_class?: readonly AccessRule[]; public_open?: boolean } = {},
) {
  class Controller {
    handle(): void {}
  }
  if (rules !== null)
    Access(...rules)(
      Controller.prototype,
      'handle',
      Object.getOwnPropertyDescriptor(Controller.prototype, 'handle') as PropertyDescriptor,
    );
  if (options.of_class !== undefined) Access(...options.of_class)(Controller);
  const request = partOf<FastifyRequest>({
    headers: { authorization },
    ip: '192.0.2.1',
    method: 'GET',
    routeOptions: { url: '/v1/x' },
  });
  const context = partOf<ExecutionContext>({
    getType: () => 'http',
    getClass: () => Controller,
    getHandler: () => Controller.prototype.handle,
    switchToHttp: () => ({ getRequest: () => request }),
  });
  const guard = new AccessGuard(
    async (token) => CALLERS[token] ?? null,
    options.public_open ?? true,
    new LoginThrottle(30),
  );
  // As the document says it, before the body; then as Nest finds it at the handler.
  const status = await guard.admit(request, rules ?? options.of_class ?? []).then(
    () => guard.canActivate(context),
    (error: { status: number }) => error.status,
  );
  return { status, request };
}

describe('AccessGuard', () => {
  it.each<[readonly AccessRule[], Record<string, true | 401 | 403>]>([
    [['seller-person'], { person: true, seller: 403, viewer: 403, service: 403, nobody: 401 }],
    [['role:seller'], { person: 403, seller: 403 }],
    [['seller'], { seller: true, person: true, viewer: 403, admin: 403, service: 403, nobody: 401 }],
    [['service'], { seller: 403, viewer: 403, service: true, nobody: 401 }],
    [['service'], { console: true, console_by_name: 403 }],
    [
      ['service:console', 'role:viewer'],
      { console: true, viewer: true, service: 403, seller: 403, console_by_name: 403, nobody: 401 },
    ],
    [['service:'], { console: 403, service: 403 }],
    [['role:viewer'], { seller: 403, viewer: true, admin: true, service: 403 }],
    [['role:admin'], { seller: 403, viewer: 403, admin: true, service: 403 }],
    [['seller', 'role:admin'], { seller: true, viewer: 403, admin: true, service: 403 }],
    [['authenticated'], { seller: true, viewer: true, admin: true, service: true, nobody: 401 }],
    [['public'], { seller: true, viewer: true, service: true, nobody: true }],
    [[], { seller: 403, admin: 403, service: 403, nobody: 401 }],
  ])('lets %p through', async (rules, wanted) => {
    for (const [who, status] of Object.entries(wanted))
      expect([who, (await calling(`Bearer ${who}`, rules)).status]).toEqual([who, status]);
  });

  it('refuses a handler without an access rule', async () => {
    expect((await calling('Bearer admin', null)).status).toBe(403);
  });

  it('prefers the handler’s rule to the controller’s', async () => {
    expect((await calling('Bearer seller', ['role:admin'], { of_class: ['seller'] })).status).toBe(403);
    expect((await calling('Bearer seller', null, { of_class: ['seller'] })).status).toBe(true);
  });

  it('closes public operations if the operator configured that', async () => {
    expect((await calling(undefined, ['public'], { public_open: false })).status).toBe(401);
    expect((await calling('Bearer seller', ['public'], { public_open: false })).status).toBe(true);
  });

  it.each<[string, string | undefined, true | 401]>([
    ['none', undefined, 401],
    ['an empty one', '', 401],
    ['another scheme', 'Basic seller', 401],
    ['no scheme', 'seller', 401],
    ['small letters', 'bearer seller', true],
    ['two words', 'Bearer seller viewer', 401],
    ['a control character', 'Bearer seller\u0007', 401],
  ])('reads a header: %s', async (_name, header, status) =>
    expect((await calling(header, ['seller'])).status).toBe(status),
  );

  it('passes the caller’s identity to the handler, and none for an anonymous caller', async () => {
    const { request } = await calling('Bearer viewer', ['role:viewer']);
    expect(principalOf(request)).toEqual(CALLERS['viewer']);
    const refused = await calling('Bearer viewer', ['role:admin']);
    expect(() => principalOf(refused.request)).toThrow('a valid credential is needed');
  });

  it('checks a credential of an operation that is public, and refuses a bad one', async () => {
    const reported = async (header: string | undefined) => {
      const { status, request } = await calling(header, ['public', 'seller']);
      return [status, callerOf(request)?.kind ?? null];
    };
    expect(await reported(undefined)).toEqual([true, null]);
    expect(await reported('Bearer seller')).toEqual([true, 'seller']);
    expect(await reported('Bearer nobody')).toEqual([401, null]);
    expect(await reported('Basic c2VsbGVyOnNlbGxlcg==')).toEqual([true, null]);
    expect((await calling('Bearer nobody', ['public'])).status).toBe(true);
  });
});

describe('after failed logins', () => {
  const MAX = 30;
  const key = (index: number): string => `sp_${String(index).padStart(18, '0')}_${'a'.repeat(64)}`;

  /** A service that knows one key, and what it says of each login that it refuses. */
  function service() {
    const refused: RefusedLogin[] = [];
    let asked = 0;
    const guard = new AccessGuard(
      async (bearer) => {
        asked += 1;
        return [key(1), 'token'].includes(bearer) ? { kind: 'seller', seller_id: 'ann', key_id: 'k' } : null;
      },
      true,
      new LoginThrottle(MAX),
    );
    guard.onRefused = (one) => void refused.push(one);
    const call = (bearer: string, ip = '192.0.2.1') =>
      guard
        .admit(partOf<FastifyRequest>({ headers: { authorization: `Bearer ${bearer}` }, ip }), ['seller'])
        .then(
          () => 200,
          (error: { status: number; headers: Record<string, string> }) => [
            error.status,
            error.headers['retry-after'],
          ],
        );
    return { call, refused, asked: () => asked };
  }

  it('an address that sends sixty wrong keys is refused without a check from the thirty-first on; each is recorded without its secret', async () => {
    const { call, refused, asked } = service();
    const reported = [];
    for (let index = 100; index < 160; index += 1) reported.push(await call(key(index)));
    expect(reported).toEqual([...Array(MAX).fill([401, undefined]), ...Array(60 - MAX).fill([429, '1'])]);
    expect(asked()).toBe(MAX);
    expect(refused).toHaveLength(60);
    expect(refused[0]).toEqual({
      address: '192.0.2.1',
      key_id: String(100).padStart(18, '0'),
      throttled: false,
    });
    expect(refused[59]?.throttled).toBe(true);
    expect(JSON.stringify(refused)).not.toContain('aaaa');
    expect(await call(key(1))).toEqual([429, '1']);
    // Others are not touched: who comes from elsewhere, and a token, which is verified in place.
    expect([await call(key(1), '192.0.2.2'), await call('token')]).toEqual([200, 200]);
  });

  it('a key that was valid is admitted from a failing address, also if it is the one that is guessed', async () => {
    const { call } = service();
    expect(await call(key(1))).toBe(200);
    for (let index = 0; index < 60; index += 1) await call(`${key(1).slice(0, -1)}b`);
    expect(await call(key(1))).toBe(200);
  });

  it('a seller at a service without sellers is refused, which is no failed login', async () => {
    const guard = new AccessGuard(
      bearerAuthenticator(() => Promise.resolve(null), noSellers),
      true,
      new LoginThrottle(MAX),
    );
    const call = (bearer: string) =>
      guard
        .admit(partOf<FastifyRequest>({ headers: { authorization: `Bearer ${bearer}` }, ip: '192.0.2.1' }), [
          'role:viewer',
        ])
        .then(
          () => 200,
          (error: { status: number }) => error.status,
        );
    for (let index = 0; index < MAX + 10; index += 1) expect(await call(key(index))).toBe(401);
    expect(await call('no token')).toBe(401);
  });
});
