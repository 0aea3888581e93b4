import { describe, expect, it } from '@jest/globals';
import {
  checkKeyApproval,
  checkCollection,
  checkKeyWithdrawal,
  type KeyRequest,
  keyRequestStatus,
} from './key-request.js';

const AT = 1_000;
const asked: KeyRequest = {
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
const approved = { ...asked, approved_by: 'grace', expires_at: new Date(AT) };
const collected = { ...approved, key_id: 'k', collected_at: new Date(AT - 1) };
const withdrawn = { ...approved, withdrawn_at: new Date(AT - 1), withdrawn_reason: 'a mistake' };

describe('a request of a key for a seller', () => {
  it.each<[string, KeyRequest, string, string | undefined]>([
    ['by another person', asked, 'grace', undefined],
    ['by whoever asked for it', asked, 'ada', 'four_eyes'],
    ['once more', approved, 'grace', undefined],
    ['when it was collected', collected, 'grace', 'key_collected'],
    ['when it was withdrawn', withdrawn, 'grace', 'withdrawn'],
  ])('is approved %s', (_case, request, by, code) => expect(checkKeyApproval(request, by)?.code).toBe(code));

  it.each<[string, KeyRequest, string, number, string | undefined, string]>([
    ['before it is approved', asked, 'ada', 0, 'not_approved', 'requested'],
    ['by whoever approved it', approved, 'grace', 0, 'not_requester', 'approved'],
    ['a moment before its approval ends', approved, 'ada', AT - 1, undefined, 'approved'],
    ['when its approval ends', approved, 'ada', AT, 'approval_expired', 'expired'],
    ['twice', collected, 'ada', AT - 1, 'key_collected', 'collected'],
    ['when it was withdrawn', withdrawn, 'ada', AT - 1, 'withdrawn', 'withdrawn'],
  ])('is collected %s', (_case, request, by, now_ms, code, status) =>
    expect([checkCollection(request, by, now_ms)?.code, keyRequestStatus(request, now_ms)]).toEqual([
      code,
      status,
    ]),
  );

  it.each<[string, KeyRequest, string, string | undefined]>([
    ['by whoever asked for it', asked, 'ada', undefined],
    ['by whoever asked, though it is approved', approved, 'ada', undefined],
    ['by whoever approved it', approved, 'grace', 'not_requester'],
    ['when it was collected', collected, 'ada', 'key_collected'],
    ['twice', withdrawn, 'ada', 'withdrawn'],
  ])('is withdrawn %s', (_case, request, by, code) =>
    expect(checkKeyWithdrawal(request, by)?.code).toBe(code),
  );
});
