import { expect, it } from '@jest/globals';
import type { Principal } from '@stockproof/auth';
import { digestsOf, type RedriveRequest } from './redrive-request.js';
import { type MayRedrive, mayRedrive } from './may-redrive.js';

const PLACE = { topic: 'updates', partition: 3, offset: 7 };
const ASKED: RedriveRequest = {
  ...{ redrive_id: 'red-1', place: PLACE, seller_id: 'ann', event_id: 'e', value: '{}' },
  ...digestsOf(PLACE, '{}', { seller_id: 'ann', event_id: 'e' }),
  ...{ reason: 'why', requested_by: 'ada', requested_at: new Date(0) },
  ...{ approval: null, sent: null, withdrawn: null },
};
const APPROVED = { ...ASKED, approval: { by: 'grace', at: new Date(0), expires_at: new Date(1_000) } };
const operator = (name: string, ...roles: string[]): Principal => ({ kind: 'operator', name, roles });
const GRACE = operator('grace', 'approver');
const ADA = operator('ada', 'requester', 'approver');

it.each<[Principal, keyof MayRedrive, RedriveRequest, RegExp | null]>([
  [GRACE, 'approve', ASKED, null],
  [ADA, 'approve', ASKED, /asked for a redrive may not approve/],
  [operator('vic', 'viewer'), 'approve', ASKED, /needs the role approver/],
  [GRACE, 'send', ASKED, /another person has to approve/],
  [GRACE, 'send', APPROVED, null],
  [operator('vic', 'viewer'), 'send', APPROVED, /needs the role requester or approver/],
  [ADA, 'withdraw', APPROVED, null],
  [operator('bob', 'requester'), 'withdraw', ASKED, /only whoever asked/],
  [GRACE, 'withdraw', ASKED, /needs the role requester/],
])('%j %s of %j', (caller, act, redrive, why) =>
  expect(mayRedrive(caller, redrive, 500)[act]).toEqual({
    allowed: why === null,
    why: why === null ? null : expect.stringMatching(why),
  }),
);
