import { hash } from 'node:crypto';
import { redriveDigest } from '@stockproof/evidence';
import { recordPositionKey, type RecordPosition } from '../record-position.js';

/** A redrive request with its present state. `value` are the bytes to send. */
export interface RedriveRequest extends RedriveAsked {
  readonly requested_at: Date;
  readonly approval: { readonly by: string; readonly at: Date; readonly expires_at: Date } | null;
  /** Null until it was sent; an approval can be used once. */
  readonly sent: { readonly by: string; readonly at: Date } | null;
  /** Set when the requester withdrew it; it can no longer be set after it was sent. */
  readonly withdrawn: { readonly at: Date; readonly reason: string } | null;
}

/** A request to redrive a dead letter as this event, with its approval if there is one. */
export interface RedriveAsked {
  readonly redrive_id: string;
  readonly place: RecordPosition;
  readonly seller_id: string;
  readonly event_id: string;
  readonly value: string;
  /** SHA-256 of the value (hex). */
  readonly payload_digest: string;
  /** The digest that an approval must name: of dead letter, payload, seller and event id. */
  readonly digest: string;
  readonly reason: string;
  readonly requested_by: string;
}

/**
 * The statuses of a redrive, for lists and filters. `expired` follows from the clock; such a redrive can be
 * approved again.
 */
export const REDRIVE_STATUSES = ['requested', 'approved', 'expired', 'sent', 'withdrawn'] as const;

/** Derived by `redriveStatus` from what is stored and the time. */
export type RedriveStatus = (typeof REDRIVE_STATUSES)[number];

/** Why an act is refused: a stable code and a sentence. */
export interface RedriveRefusal {
  readonly code:
    | 'four_eyes'
    | 'not_requester'
    | 'digest_mismatch'
    | 'not_approved'
    | 'approval_expired'
    | 'approval_used'
    | 'withdrawn';
  readonly detail: string;
}

/** Computes the digests of exactly what would be sent. Pure. */
export function digestsOf(
  position: RecordPosition,
  value: string,
  { seller_id, event_id }: { seller_id: string; event_id: string },
): { payload_digest: string; digest: string } {
  const payload_digest = hash('sha256', value, 'hex');
  return {
    payload_digest,
    digest: redriveDigest({ letter: recordPositionKey(position), payload_digest, seller_id, event_id }),
  };
}

const WITHDRAWN: RedriveRefusal = {
  code: 'withdrawn',
  detail: 'whoever asked for it took it back: ask for another',
};

/** The status of a redrive at this time. Pure. */
export function redriveStatus({ approval, sent, withdrawn }: RedriveRequest, now_ms: number): RedriveStatus {
  if (sent !== null) return 'sent';
  if (withdrawn !== null) return 'withdrawn';
  if (approval === null) return 'requested';
  return approval.expires_at.getTime() <= now_ms ? 'expired' : 'approved';
}

/**
 * Checks whether this person may approve the redrive: not the requester, and only with the digest of what
 * would be sent. Null if so. Pure.
 */
export function checkRedriveApproval(
  { requested_by, digest, sent, withdrawn }: RedriveRequest,
  by: string,
  named: string,
): RedriveRefusal | null {
  if (by === requested_by)
    return { code: 'four_eyes', detail: 'whoever asked for a redrive may not approve it' };
  if (sent !== null)
    return { code: 'approval_used', detail: 'it was sent: a redrive is sent once, ask for another' };
  if (withdrawn !== null) return WITHDRAWN;
  if (named !== digest)
    return {
      code: 'digest_mismatch',
      detail: `what would be sent has the digest ${digest}: look at it and approve that`,
    };
  return null;
}

/** Checks whether the redrive may be sent now. Null if so. Pure. */
export function checkSending(
  { approval, sent, withdrawn }: RedriveRequest,
  now_ms: number,
): RedriveRefusal | null {
  if (sent !== null) {
    return {
      code: 'approval_used',
      detail: `it was sent by ${sent.by} at ${sent.at.toISOString()}: a redrive is sent once; look at the dead letter, or ask for another redrive of it`,
    };
  }
  if (withdrawn !== null) return WITHDRAWN;
  if (approval === null) return { code: 'not_approved', detail: 'another person has to approve it first' };
  if (approval.expires_at.getTime() <= now_ms)
    return { code: 'approval_expired', detail: 'the approval is too old: have it approved again' };
  return null;
}

/**
 * Checks whether this person may withdraw the redrive: only the requester, until it is sent. Null if so.
 * Pure.
 */
export function checkRedriveWithdrawal(
  { requested_by, sent, withdrawn }: RedriveRequest,
  by: string,
): RedriveRefusal | null {
  if (by !== requested_by)
    return { code: 'not_requester', detail: 'only whoever asked for the redrive may withdraw it' };
  if (sent !== null)
    return { code: 'approval_used', detail: 'it was sent: what is sent cannot be taken back' };
  return withdrawn === null ? null : WITHDRAWN;
}
