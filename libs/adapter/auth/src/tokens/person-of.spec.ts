import { expect, it } from '@jest/globals';
import type { Principal } from '../principal.js';
import { personOf } from './person-of.js';

const operator = (...roles: string[]): Principal => ({ kind: 'operator', name: 'ann', roles });
const of = (seller_id: string): Principal => ({ kind: 'seller', seller_id, person: 'ann' });

it.each<[string, object, Principal | null]>([
  ['roles alone', { roles: ['viewer', 'admin'] }, operator('viewer', 'admin')],
  ['nothing', {}, operator()],
  ['no seller, said as null', { roles: ['viewer'], seller_id: null }, operator('viewer')],
  ['the role and a seller', { roles: ['seller'], seller_id: 's-1' }, of('s-1')],
  ['roles of an operator beside', { roles: ['seller', 'admin'], seller_id: 's-1' }, of('s-1')],
  ['the role without a seller', { roles: ['seller'] }, null],
  ['the role with an empty seller', { roles: ['seller'], seller_id: '' }, null],
  ['the role with two sellers', { roles: ['seller'], seller_id: ['s-1', 's-2'] }, null],
  ['the role with a name that no seller has', { roles: ['seller'], seller_id: 'x'.repeat(65) }, null],
  ['a seller without the role', { roles: ['viewer'], seller_id: 's-1' }, null],
  ['a seller in an object', { roles: ['seller'], shop: { id: 's-1' } }, null],
])('a token with %s', (_what, claims, expected) =>
  expect(personOf('ann', claims as Record<string, unknown>, { roles: 'roles', seller: 'seller_id' })).toEqual(
    expected,
  ),
);

it('the claim may be a path into objects', () =>
  expect(
    personOf('ann', { roles: ['seller'], shop: { id: 's-1' } }, { roles: 'roles', seller: 'shop.id' }),
  ).toEqual(of('s-1')));
