import { canonicalDigest } from '../signing/canonical.js';
import { approvalProblems } from './approval.js';
import type { PublicKeys } from '../signing/key-ring.js';
import type { FoundDifference, RecordContent, Sealed } from './record-content.js';
import type { RecordDomain } from './record-domain.js';
import { CHAIN_START, chainEnd } from './seal.js';
import { isSigned } from '../signing/statement.js';
import { recordProblems } from './verdict.js';

/**
 * Verifies a single record. Returns one sentence per fault; empty if it is complete, consistent and signed by
 * a known key. Never throws.
 */
export function verifyRecord<D extends FoundDifference, C extends RecordContent<D>>(
  domain: RecordDomain<D, C>,
  value: unknown,
  keys: PublicKeys,
): string[] {
  const shape = domain.shapeProblems(value);
  if (shape.length > 0) return shape;
  const record = value as Sealed<C>;
  return [
    ...sealProblems(record, keys),
    ...recordProblems(domain, record),
    ...approvalProblems(record),
    ...domain.approvalProblems(record),
  ];
}

/**
 * Verifies consecutive records, oldest first. Returns one sentence per fault. With `from_start` the first
 * must be the installation's first record. `verify` verifies one record alone.
 */
export function verifyRecordChain(
  records: readonly unknown[],
  from_start: boolean,
  verify: (record: unknown) => string[],
): string[] {
  if (records.length === 0) return ['there is no record'];
  const alone = records.flatMap((record, index) =>
    verify(record).map((problem) => `record ${index + 1}: ${problem}`),
  );
  if (alone.length > 0) return alone;
  const problems: string[] = [];
  let end = from_start ? CHAIN_START : null;
  for (const [index, record] of (records as readonly Sealed<RecordContent>[]).entries()) {
    const { sequence, previous_digest } = record.integrity;
    if (end !== null && sequence !== end.sequence + 1) {
      problems.push(`record ${index + 1}: number ${sequence} does not follow ${end.sequence}`);
    }
    if (end !== null && previous_digest !== end.digest) {
      problems.push(`record ${index + 1}: it does not follow the record before it`);
    }
    end = chainEnd(record);
  }
  return problems;
}

function sealProblems({ integrity, ...content }: Sealed<RecordContent>, keys: PublicKeys): string[] {
  const { signature, ...signed } = integrity;
  const problems: string[] = [];
  if (canonicalDigest(content) !== integrity.content_digest) {
    problems.push('content_digest is not that of the content: the record was changed');
  }
  const key = keys.get(integrity.key_id);
  if (key === undefined) return [...problems, `the key ${integrity.key_id} is not known`];
  const { finished_at } = content;
  if (finished_at < key.valid_from || (key.valid_until !== null && finished_at > key.valid_until))
    problems.push(`${integrity.key_id} did not sign at ${finished_at}: it is not a key of that time`);
  if (!isSigned('stockproof.evidence.v1', signed, signature, key.key)) {
    problems.push(`the signature is not one of ${integrity.key_id} over this record`);
  }
  return problems;
}
