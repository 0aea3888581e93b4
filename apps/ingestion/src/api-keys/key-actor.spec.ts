import { expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { keyActor, mayRotate } from './key-actor.js';

it.each<[string, Principal, string, boolean]>([
  ['the key itself', { kind: 'seller', seller_id: 's', key_id: 'k' }, 'seller s', true],
  ['another key of the seller', { kind: 'seller', seller_id: 's', key_id: 'k2' }, 'seller s', false],
  ['a person of the seller', { kind: 'seller', seller_id: 's', person: 'sam' }, 'sam of seller s', true],
  ['an operator', { kind: 'operator', name: 'ada', roles: ['admin'] }, 'ada', false],
  ['a service', { kind: 'service', name: 'recovery' }, 'recovery', false],
  ['a long name', { kind: 'operator', name: 'x'.repeat(300), roles: [] }, 'x'.repeat(128), false],
])('%s is stored as a name, and may rotate the key k or not', (_who, principal, name, may) =>
  expect([keyActor(principal), mayRotate(principal, 'k')]).toEqual([name, may]),
);
