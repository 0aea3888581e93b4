import type { KeyObject } from 'node:crypto';
import { canonicalDigest } from './canonical.js';
import type { Evidence, EvidenceContent } from './evidence-record.js';
import { latestOf, signStatement } from './statement.js';

/** Where the chain stands: the newest record's number, digest and time. */
export interface ChainEnd {
  readonly sequence: number;
  readonly digest: string;
  /**
   * `finished_at` of the newest record, RFC 3339 in UTC with milliseconds; the beginning of time before the
   * first.
   */
  readonly finished_at: string;
}

/** The chain before its first record. */
export const CHAIN_START: ChainEnd = {
  sequence: 0,
  digest: '0'.repeat(64),
  finished_at: new Date(0).toISOString(),
};

export interface SigningKey {
  readonly key_id: string;
  /** An Ed25519 private key. */
  readonly key: KeyObject;
  /** Its time begins here: nothing that it signs is of before. Any time where it is not said. */
  readonly valid_from?: string;
}

/**
 * Puts the record at the end of the chain and signs it. Its time is not before that of the record in front of
 * it, nor of its key: whoever keeps the newer of two records by their time keeps the one that was sealed
 * later, also while a clock is wrong.
 */
export function seal(
  unsealed: EvidenceContent,
  end: ChainEnd,
  { key_id, key, valid_from = end.finished_at }: SigningKey,
): Evidence {
  const content = { ...unsealed, finished_at: latestOf(unsealed.finished_at, end.finished_at, valid_from) };
  const unsigned = {
    sequence: end.sequence + 1,
    previous_digest: end.digest,
    content_digest: canonicalDigest(content),
    algorithm: 'ed25519' as const,
    key_id,
  };
  return {
    ...content,
    integrity: { ...unsigned, signature: signStatement('stockproof.evidence.v1', unsigned, key) },
  };
}

/** Where the chain is after this record. */
export function chainEnd(evidence: Evidence): ChainEnd {
  return {
    sequence: evidence.integrity.sequence,
    digest: canonicalDigest(evidence),
    finished_at: evidence.finished_at,
  };
}
