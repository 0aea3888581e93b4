import { canonicalDigest } from '../signing/canonical.js';
import type { Sealed } from './record-content.js';
import { latestOf, type SigningKey, signStatement } from '../signing/statement.js';

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

/**
 * Appends the record to the chain and signs it. Its time is raised, if needed, to that of the previous record
 * and of its key's period. So of two records the later sealed one always has the newer time, also if a clock
 * is wrong.
 */
export function seal<C extends { readonly finished_at: string }>(
  unsealed: C,
  end: ChainEnd,
  { key_id, key, valid_from = end.finished_at }: SigningKey,
): Sealed<C> {
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
export function chainEnd(record: Sealed<{ readonly finished_at: string }>): ChainEnd {
  return {
    sequence: record.integrity.sequence,
    digest: canonicalDigest(record),
    finished_at: record.finished_at,
  };
}
