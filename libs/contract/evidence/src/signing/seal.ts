import type { KeyObject } from 'node:crypto';
import { canonicalDigest } from '../canonical.js';
import type { Evidence, EvidenceContent } from '../record/evidence-record.js';
import { latestOf, signStatement } from './statement.js';

/** The end of the chain: number, digest and time of the newest record. */
export interface ChainEnd {
  readonly sequence: number;
  readonly digest: string;
  /** `finished_at` of the newest record, RFC 3339 in UTC with milliseconds; 1970 before the first record. */
  readonly finished_at: string;
}

/** The end of an empty chain. */
export const CHAIN_START: ChainEnd = {
  sequence: 0,
  digest: '0'.repeat(64),
  finished_at: new Date(0).toISOString(),
};

export interface SigningKey {
  readonly key_id: string;
  /** An Ed25519 private key. */
  readonly key: KeyObject;
  /** Begin of the key's period; nothing that it signs may be older. Without it any time is allowed. */
  readonly valid_from?: string;
}

/**
 * Appends the record to the chain and signs it. Its time is raised, if needed, to that of the previous record
 * and of its key's period. So of two records the later sealed one always has the newer time, also if a clock
 * is wrong.
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

/** The end of the chain after this record. */
export function chainEnd(evidence: Evidence): ChainEnd {
  return {
    sequence: evidence.integrity.sequence,
    digest: canonicalDigest(evidence),
    finished_at: evidence.finished_at,
  };
}
