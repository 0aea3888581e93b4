import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { Access, type AccessRule } from './access.js';
import { AccessGuard, principalOf } from './access-guard.js';
import type { Principal } from './principal.js';

const CALLERS: Readonly<Record<string, Principal>> = {
  seller: { kind: 'seller', seller_id: 'ann', key_id: 'k' },
  viewer: { kind: 'operator', name: 'grace', roles: ['viewer'] },
  admin: { kind: 'operator', name: 'ada', roles: ['viewer', 'admin'] },
  service: { kind: 'service', name: 'recovery' },
};

/** A request with this header at a handler with these rules, on a controller with those. */
async function calling(authorization: string | undefined, rules: readonly AccessRule[] | null, options: { of_class?: readonly AccessRule[]; public_open?: boolean } = {}) {
  class Controller {
    handle(): void {}
  }
  if (rules !== null) Access(...rules)(Controller.prototype, 'handle', Object.getOwnPropertyDescriptor(Controller.prototype, 'handle') as PropertyDescriptor);
  if (options.of_class !== undefined) Access(...options.of_class)(Controller);
  const request = { headers: { authorization } };
  const context = {
    getType: () => 'http', getClass: () => Controller, getHandler: () => Controller.prototype.handle,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const guard = new AccessGuard(async (token) => CALLERS[token] ?? null, options.public_open);
  const status = await guard.canActivate(context).catch((error: { status: number }) => error.status);
  return { status, request };
}

describe('AccessGuard', () => {
  it.each<[readonly AccessRule[], Record<string, true | 401 | 403>]>([
    [['seller'], { seller: true, viewer: 403, admin: 403, service: 403, nobody: 401 }],
    [['service'], { seller: 403, viewer: 403, service: true, nobody: 401 }],
    [['role:viewer'], { seller: 403, viewer: true, admin: true, service: 403 }],
    [['role:admin'], { seller: 403, viewer: 403, admin: true, service: 403 }],
    [['seller', 'role:admin'], { seller: true, viewer: 403, admin: true, service: 403 }],
    [['authenticated'], { seller: true, viewer: true, admin: true, service: true, nobody: 401 }],
    [['public'], { seller: true, viewer: true, service: true, nobody: true }],
    [[], { seller: 403, admin: 403, service: 403, nobody: 401 }],
  ])('lets %p through', async (rules, wanted) => {
    for (const [who, status] of Object.entries(wanted)) expect([who, (await calling(`Bearer ${who}`, rules)).status]).toEqual([who, status]);
  });

  it('lets nobody to a handler of which nothing is said', async () => {
    expect((await calling('Bearer admin', null)).status).toBe(403);
  });

  it('takes the handler’s word before the controller’s', async () => {
    expect((await calling('Bearer seller', ['role:admin'], { of_class: ['seller'] })).status).toBe(403);
    expect((await calling('Bearer seller', null, { of_class: ['seller'] })).status).toBe(true);
  });

  it('closes what is public where the operator says so', async () => {
    expect((await calling(undefined, ['public'], { public_open: false })).status).toBe(401);
    expect((await calling('Bearer seller', ['public'], { public_open: false })).status).toBe(true);
  });

  it.each<[string, string | undefined, true | 401]>([
    ['none', undefined, 401], ['an empty one', '', 401], ['another scheme', 'Basic seller', 401], ['no scheme', 'seller', 401],
    ['small letters', 'bearer seller', true], ['two words', 'Bearer seller viewer', 401], ['a control character', 'Bearer seller\u0007', 401],
  ])('reads a header: %s', async (_name, header, status) => expect((await calling(header, ['seller'])).status).toBe(status));

  it('tells the handler who calls, and says so of nobody else', async () => {
    const { request } = await calling('Bearer viewer', ['role:viewer']);
    expect(principalOf(request)).toEqual(CALLERS['viewer']);
    const refused = await calling('Bearer viewer', ['role:admin']);
    expect(() => principalOf(refused.request)).toThrow('a valid credential is needed');
  });
});
