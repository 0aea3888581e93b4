import { canonicalDigest } from './canonical.js';
import type { EvidenceContent, RedriveReport } from './evidence-record.js';

/** What a redrive's approval binds, hex: the dead letter, the bytes, the seller and the id. */
export function redriveDigest({
  letter: deadLetter,
  payload_digest,
  seller_id,
  event_id,
}: Pick<RedriveReport, 'letter' | 'payload_digest' | 'seller_id' | 'event_id'>): string {
  return canonicalDigest({ letter: deadLetter, payload_digest, seller_id, event_id });
}

/**
 * Sentences about a record of a change that nobody approved, or whose approval is its requester's own and no
 * broken glass.
 */
export function approvalProblems({
  mode,
  requested_by,
  approved_by,
  break_glass,
}: EvidenceContent): string[] {
  if (mode !== 'repair' && mode !== 'promote') return [];
  if (approved_by === null) return [`nobody approved the ${mode}`];
  return approved_by === requested_by && !break_glass
    ? [`the ${mode} was approved by ${approved_by}, who asked for it`]
    : [];
}

/**
 * Sentences about a record of a redrive that one person made alone, or whose approval was of something else.
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
