import { signStatement, type SigningKey } from '@stockproof/evidence';
import type { ReviewVerdict } from '@stockproof/recovery-run';

/** A review of a break-glass approval by another person. */
export interface Review {
  readonly recovery_id: string;
  readonly requested_by: string;
  /** The persons whose break-glass approvals are reviewed by it. */
  readonly broken_by: readonly string[];
  readonly reviewed_by: string;
  readonly reviewed_at: string;
  readonly verdict: ReviewVerdict;
  readonly note: string;
}

/**
 * A review as it is stored. The signature covers `key_id` as well, and is verified with the keys of evidence.
 */
export type SignedReview = Review & { readonly key_id: string; readonly signature: string };

/** Signs a review (Ed25519, base64url, over its canonical JSON) with the evidence key. */
export function signReview(review: Review, { key_id, key }: SigningKey): SignedReview {
  const unsigned = { ...review, key_id };
  return { ...unsigned, signature: signStatement('stockproof.break-glass-review.v1', unsigned, key) };
}
