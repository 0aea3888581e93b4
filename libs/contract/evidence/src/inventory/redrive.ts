import { canonicalDigest } from '../signing/canonical.js';
import type { EvidenceContent, RedriveReport } from './evidence-content.js';

/**
 * The digest that the approval of a redrive binds (hex): the dead letter, the bytes, the seller and the event
 * id.
 */
export function redriveDigest({
  letter: deadLetter,
  payload_digest,
  seller_id,
  event_id,
}: Pick<RedriveReport, 'letter' | 'payload_digest' | 'seller_id' | 'event_id'>): string {
  return canonicalDigest({ letter: deadLetter, payload_digest, seller_id, event_id });
}

/**
 * Returns one sentence per fault: a redrive that one person both requested and approved, or a digest that is
 * not that of its content.
 */
export function redriveProblems({ redrive }: EvidenceContent): string[] {
  if (redrive === undefined) return [];
  return [
    ...(redrive.approved_by === redrive.requested_by
      ? [`the redrive was approved by ${redrive.approved_by}, who asked for it`]
      : []),
    ...(redrive.digest === redriveDigest(redrive)
      ? []
      : ['the redrive that was approved is not the one that is told']),
  ];
}
