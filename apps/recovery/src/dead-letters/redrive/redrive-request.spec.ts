import { describe, expect, it } from '@jest/globals';
import {
  digestsOf,
  checkRedriveApproval,
  checkSending,
  checkRedriveWithdrawal,
  type RedriveRequest,
  redriveStatus,
} from './redrive-request.js';

const PLACE = { topic: 'updates', partition: 3, offset: 7 };
const AT = 1_000;
const ASKED: RedriveRequest = {
  redrive_id: 'red-1',
  place: PLACE,
  seller_id: 'ann',
  event_id: 'e',
  value: '{}',
  ...digestsOf(PLACE, '{}', { seller_id: 'ann', event_id: 'e' }),
  reason: 'why',
  requested_by: 'ada',
  requested_at: new Date(0),
  approval: null,
  sent: null,
  withdrawn: null,
};
const approved = { ...ASKED, approval: { by: 'grace', at: new Date(0), expires_at: new Date(AT) } };
const sent = { ...approved, sent: { by: 'ada', at: new Date(AT - 1) } };

const withdrawn = { ...approved, withdrawn: { at: new Date(AT - 1), reason: 'a mistake' } };

describe('a redrive', () => {
  it.each<[string, RedriveRequest, string, string, string | undefined]>([
    ['by another person, of this digest', ASKED, 'grace', ASKED.digest, undefined],
    ['by whoever asked for it', ASKED, 'ada', ASKED.digest, 'four_eyes'],
    ['of another digest', ASKED, 'grace', 'd'.repeat(64), 'digest_mismatch'],
    ['of its payload alone', ASKED, 'grace', ASKED.payload_digest, 'digest_mismatch'],
    ['a second time', approved, 'grace', ASKED.digest, undefined],
    ['when it was sent', sent, 'grace', ASKED.digest, 'approval_used'],
    ['when it was withdrawn', withdrawn, 'grace', ASKED.digest, 'withdrawn'],
  ])('is approved %s', (_case, redrive, by, digest, code) =>
    expect(checkRedriveApproval(redrive, by, digest)?.code).toBe(code),
  );

  it.each<[string, RedriveRequest, number, string | undefined, string]>([
    ['before it is approved', ASKED, 0, 'not_approved', 'requested'],
    ['a moment before its approval ends', approved, AT - 1, undefined, 'approved'],
    ['when its approval ends', approved, AT, 'approval_expired', 'expired'],
    ['again', sent, AT - 1, 'approval_used', 'sent'],
    ['when it was withdrawn', withdrawn, AT - 1, 'withdrawn', 'withdrawn'],
  ])('is sent %s', (_case, redrive, now_ms, code, status) =>
    expect([checkSending(redrive, now_ms)?.code, redriveStatus(redrive, now_ms)]).toEqual([code, status]),
  );

  it.each<[string, RedriveRequest, string, string | undefined]>([
    ['by whoever asked for it', ASKED, 'ada', undefined],
    ['by whoever asked, though it is approved', approved, 'ada', undefined],
    ['by whoever approved it', approved, 'grace', 'not_requester'],
    ['when it was sent', sent, 'ada', 'approval_used'],
    ['twice', withdrawn, 'ada', 'withdrawn'],
  ])('is withdrawn %s', (_case, redrive, by, code) =>
    expect(checkRedriveWithdrawal(redrive, by)?.code).toBe(code),
  );

  it.each<[string, Parameters<typeof digestsOf>]>([
    ['letter', [{ ...PLACE, offset: 8 }, '{}', ASKED]],
    ['payload', [PLACE, '{} ', ASKED]],
    ['seller', [PLACE, '{}', { ...ASKED, seller_id: 'ben' }]],
    ['id', [PLACE, '{}', { ...ASKED, event_id: 'f' }]],
  ])('of another %s has another digest', (_what, of) =>
    expect(digestsOf(...of).digest).not.toBe(ASKED.digest),
  );
});
