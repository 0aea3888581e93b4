import { signStatement, type SigningKey } from '@stockproof/evidence';
import type { ReviewVerdict } from '@stockproof/recovery-run';

/** What another person said of a broken glass, afterwards. */
export interface Review {
  readonly recovery_id: string;
  readonly requested_by: string;
  /** Who broke the glass, each time that was not reviewed before. */
  readonly broken_by: readonly string[];
  readonly reviewed_by: string;
  readonly reviewed_at: string;
  readonly verdict: ReviewVerdict;
  readonly note: string;
}

export type SignedReview = Review & { readonly key_id: string; readonly signature: string };

/** A record of its own, signed (Ed25519, base64url) over its canonical JSON with the key of evidence. */
export function signReview(review: Review, { key_id, key }: SigningKey): SignedReview {
  const unsigned = { ...review, key_id };
  return { ...unsigned, signature: signStatement('stockproof.break-glass-review.v1', unsigned, key) };
}
