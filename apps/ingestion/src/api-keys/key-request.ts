/** A request of an operator for a seller's key, with its present state. */
export interface KeyRequest {
  readonly request_id: string;
  readonly seller_id: string;
  readonly reason: string;
  readonly requested_by: string;
  readonly requested_at: Date;
  readonly approved_by: string | null;
  /** Until when it may be collected; null until it is approved. */
  readonly expires_at: Date | null;
  /** The created key; null until it is collected. */
  readonly key_id: string | null;
  readonly collected_at: Date | null;
  /** When and why the requester withdrew it; null otherwise. */
  readonly withdrawn_at: Date | null;
  readonly withdrawn_reason: string | null;
}

/**
 * The statuses of a key request, for lists and filters. `expired` follows from the clock; such a request can
 * be approved again.
 */
export const KEY_REQUEST_STATUSES = ['requested', 'approved', 'expired', 'collected', 'withdrawn'] as const;

/** Derived by `keyRequestStatus` from what is stored and the time. */
export type KeyRequestStatus = (typeof KEY_REQUEST_STATUSES)[number];

/** Why an act is refused: a stable code and a sentence. */
export interface KeyRequestRefusal {
  readonly code:
    'four_eyes' | 'not_requester' | 'not_approved' | 'approval_expired' | 'key_collected' | 'withdrawn';
  readonly detail: string;
}

const COLLECTED: KeyRequestRefusal = {
  code: 'key_collected',
  detail: 'the key was collected: it is told once, ask for another',
};

const WITHDRAWN: KeyRequestRefusal = {
  code: 'withdrawn',
  detail: 'whoever asked for it took it back: ask for another',
};

/** The status of a key request at this time. Pure. */
export function keyRequestStatus(
  { expires_at, key_id, withdrawn_at }: KeyRequest,
  now_ms: number,
): KeyRequestStatus {
  if (key_id !== null) return 'collected';
  if (withdrawn_at !== null) return 'withdrawn';
  if (expires_at === null) return 'requested';
  return expires_at.getTime() <= now_ms ? 'expired' : 'approved';
}

/** Checks whether this person may approve the request: anybody but the requester. Null if so. Pure. */
export function checkKeyApproval(
  { requested_by, key_id, withdrawn_at }: KeyRequest,
  by: string,
): KeyRequestRefusal | null {
  if (by === requested_by) return { code: 'four_eyes', detail: 'whoever asked for a key may not approve it' };
  if (withdrawn_at !== null) return WITHDRAWN;
  return key_id === null ? null : COLLECTED;
}

/**
 * Checks whether this person may collect the secret now: only the requester, once, before it expires. Null if
 * so. Pure.
 */
export function checkCollection(request: KeyRequest, by: string, now_ms: number): KeyRequestRefusal | null {
  if (by !== request.requested_by)
    return { code: 'not_requester', detail: 'only whoever asked for the key may collect it' };
  const status = keyRequestStatus(request, now_ms);
  if (status === 'collected') return COLLECTED;
  if (status === 'withdrawn') return WITHDRAWN;
  if (status === 'requested')
    return { code: 'not_approved', detail: 'another person has to approve it first' };
  if (status === 'expired')
    return { code: 'approval_expired', detail: 'the approval is too old: have it approved again' };
  return null;
}

/**
 * Checks whether this person may withdraw the request: only the requester, until it is collected. Null if so.
 * Pure.
 */
export function checkKeyWithdrawal(
  { requested_by, key_id, withdrawn_at }: KeyRequest,
  by: string,
): KeyRequestRefusal | null {
  if (by !== requested_by)
    return { code: 'not_requester', detail: 'only whoever asked for the key may withdraw it' };
  if (key_id !== null) return { code: 'key_collected', detail: 'the key was collected: revoke it instead' };
  return withdrawn_at === null ? null : WITHDRAWN;
}
