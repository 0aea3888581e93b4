import { expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { maySee } from './may-see.js';

it.each<[string, Principal | null, boolean, boolean]>([
  ['nobody', null, false, false],
  ['ann', { kind: 'seller', seller_id: 'ann', key_id: 'k' }, true, false],
  ['a viewer', { kind: 'operator', name: 'ada', roles: ['admin', 'viewer'] }, true, true],
  ['an order service', { kind: 'operator', name: 'orders', roles: ['order-service'] }, false, false],
  ['a service', { kind: 'service', name: 'viewer' }, false, false],
])('%s sees all of an offer', (_who, principal, of_ann, of_ben) => {
  const sees = maySee(principal);
  expect([sees('ann'), sees('ben')]).toEqual([of_ann, of_ben]);
});
