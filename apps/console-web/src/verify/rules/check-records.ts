import { digestOf } from './canonical.js';
import { type Finding, failed, passed, unchecked } from './finding.js';
import { type InclusionProof, inclusionFinding } from './inclusion.js';
import type { TimedKey } from './key-chain.js';
import { recordShape } from './record-shape.js';
import { sealFindings } from './seal.js';
import type { SignedRecord } from './signed-record.js';
import { approvalFinding, verdictFinding } from './verdict.js';

/** What is verified together. */
export interface Given {
  /** In the order of the file. */
  readonly records: readonly unknown[];
  readonly keys: ReadonlyMap<string, TimedKey>;
  readonly proofs: readonly InclusionProof[];
  /** Other copies of records, to name what was forged. */
  readonly copies: readonly unknown[];
}

/** What was found of one record. */
export interface CheckedRecord {
  /** Its id, or `record 3` where it has none. */
  readonly name: string;
  readonly valid: boolean;
  readonly says: SignedRecord['confidence_status'] | null;
  readonly findings: readonly Finding[];
  /** The member that the first failed check names; null if it is valid, or no member is known. */
  readonly first_wrong: string | null;
}

/** Verifies records one after the other, each with the one before it. Never rejects: what cannot be read has failed. */
export async function checkRecords({
  records,
  keys,
  proofs,
  copies,
}: Given): Promise<readonly CheckedRecord[]> {
  const verified: CheckedRecord[] = [];
  for (const [index, value] of records.entries()) {
    const before = records[index - 1];
    const findings = await findingsOf(value, before, { keys, proofs, copies }).catch((cause: unknown) => [
      failed('shape', 'the record', cause instanceof Error ? cause.message : String(cause)),
    ]);
    verified.push(summed(value, index, findings));
  }
  return verified;
}

async function findingsOf(
  value: unknown,
  previous: unknown,
  { keys, proofs, copies }: Omit<Given, 'records'>,
): Promise<readonly Finding[]> {
  const fault = recordShape(value, '');
  if (fault !== null) return [failed('shape', fault.field, fault.detail)];
  const record = value as SignedRecord;
  const before = isRecord(previous) ? previous : null;
  const copy = copies.filter(isRecord).find(({ recovery_id }) => recovery_id === record.recovery_id) ?? null;
  const of_record = proofs.filter(({ recovery_id }) => recovery_id === record.recovery_id);
  return [
    passed('shape', 'it has every member, and no other'),
    ...(await sealFindings(record, { keys, before, copy })),
    verdictFinding(record),
    await approvalFinding(record),
    await chainFinding(record, before),
    ...(await Promise.all(of_record.map((proof) => inclusionFinding(proof, record.offers.merkle_root)))),
  ];
}

async function chainFinding({ integrity }: SignedRecord, before: SignedRecord | null): Promise<Finding> {
  if (integrity.sequence === 1)
    return integrity.previous_digest === '0'.repeat(64)
      ? passed('chain', 'it is the first record of its installation')
      : failed('chain', 'integrity.previous_digest', 'the first record follows none: it is 64 zeros');
  if (before === null)
    return unchecked('chain', `record ${integrity.sequence - 1} is not in the file before it`);
  if (integrity.sequence !== before.integrity.sequence + 1)
    return failed(
      'chain',
      'integrity.sequence',
      `${integrity.sequence} does not follow ${before.integrity.sequence}`,
    );
  return integrity.previous_digest === (await digestOf(before))
    ? passed('chain', `it follows ${before.recovery_id}`)
    : failed(
        'chain',
        'integrity.previous_digest',
        `it is not the digest of ${before.recovery_id} as it is in the file`,
      );
}

function summed(value: unknown, index: number, findings: readonly Finding[]): CheckedRecord {
  const wrong = findings.filter(({ state }) => state === 'fail');
  const { recovery_id, confidence_status } = (value ?? {}) as Partial<SignedRecord>;
  return {
    name: typeof recovery_id === 'string' ? recovery_id : `record ${index + 1}`,
    valid: wrong.length === 0,
    says: confidence_status ?? null,
    findings,
    // Of several, the first that names a member: a changed content fails its digest, and what it says as well.
    first_wrong: wrong.find(({ field }) => field !== null)?.field ?? null,
  };
}

function isRecord(value: unknown): value is SignedRecord {
  return value !== undefined && recordShape(value, '') === null;
}
