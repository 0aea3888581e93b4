import { expect, it } from '@jest/globals';
import { rolesOf } from './roles.js';

it.each<[string, object, string, string[]]>([
  ['a list', { roles: ['admin', 'viewer'] }, 'roles', ['admin', 'viewer']],
  ['a list in objects', { realm_access: { roles: ['admin'] } }, 'realm_access.roles', ['admin']],
  [
    'a name with dots of its own',
    { 'https://x.example/roles': ['admin'] },
    'https://x.example/roles',
    ['admin'],
  ],
  ['no such claim', { groups: ['admin'] }, 'roles', []],
  ['one text', { roles: 'admin' }, 'roles', []],
  ['other things besides', { roles: ['admin', 1, null, ['viewer']] }, 'roles', ['admin']],
  ['a way through a list', { realm_access: [{ roles: ['admin'] }] }, 'realm_access.0.roles', []],
])('roles from %s', (_what, claims, name, roles) =>
  expect(rolesOf(claims as Record<string, unknown>, name)).toEqual(roles),
);
