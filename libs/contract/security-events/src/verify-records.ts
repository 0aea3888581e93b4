import { hash } from 'node:crypto';
import { z } from 'zod';
import {
  FORMER_SECURITY_ACTIONS,
  SECURITY_ACTIONS,
  SECURITY_OUTCOMES,
  type SecurityRecord,
} from './security-event.js';

const DOMAIN = 'stockproof.security.v1';
const START = '0'.repeat(64);
const words = z.string().nullable();
const digest = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * Zod schema of an exported record. It is strict, because the digest would not cover an additional member.
 */
export const securityRecord = z.strictObject({
  sequence: z.int().min(1),
  recorded_at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  recorded_by: z.string(),
  action: z.enum([...SECURITY_ACTIONS, ...FORMER_SECURITY_ACTIONS]),
  outcome: z.enum(SECURITY_OUTCOMES),
  actor: words,
  target: words,
  reason: words,
  address: words,
  detail: words,
  previous_digest: digest,
  digest,
});

/** A record's number and digest that were stored outside the log. */
export type Anchor = Pick<SecurityRecord, 'sequence' | 'digest'>;

/** Hex SHA-256 of a record's fields and the previous digest. */
export function recordDigest(record: Omit<SecurityRecord, 'digest'>): string {
  const {
    previous_digest,
    sequence,
    recorded_at,
    recorded_by,
    action,
    outcome,
    actor,
    target,
    reason,
    address,
    detail,
  } = record;
  const fields = [
    DOMAIN,
    previous_digest,
    String(sequence),
    recorded_at,
    recorded_by,
    action,
    outcome,
    actor,
    target,
    reason,
    address,
    detail,
  ];
  return hash('sha256', fields.map(fieldText).join(''), 'hex');
}

function fieldText(field: string | null): string {
  return field === null ? '-' : `${Buffer.byteLength(field)}:${field},`;
}

/**
 * Verifies consecutive records, oldest first. Returns one sentence per fault; empty if the chain is complete.
 * With `from_start` the first must be the log's first record. Each anchor at or after the first record must
 * be one of them.
 */
export function verifyRecords(
  records: readonly unknown[],
  from_start: boolean,
  anchors: readonly Anchor[] = [],
): string[] {
  if (records.length === 0) return ['there is no record'];
  const problems: string[] = [];
  const known = new Map<number, string>();
  let before: Anchor | null = from_start ? { sequence: 0, digest: START } : null;
  for (const [index, value] of records.entries()) {
    const parsed = securityRecord.safeParse(value);
    if (!parsed.success)
      return [
        ...problems,
        `line ${index + 1}: no record: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
      ];
    const record: SecurityRecord = parsed.data;
    const at = `record ${record.sequence}`;
    if (before !== null && record.sequence !== before.sequence + 1)
      problems.push(`${at} does not follow ${before.sequence}: records are missing, doubled or moved`);
    else if (before !== null && record.previous_digest !== before.digest)
      problems.push(`${at} does not follow the record before it`);
    if (recordDigest(record) !== record.digest)
      problems.push(`${at} is not that of its digest: it was changed`);
    known.set(record.sequence, record.digest);
    before = record;
  }
  return [...problems, ...anchorProblems(known, anchors)];
}

function anchorProblems(known: ReadonlyMap<number, string>, anchors: readonly Anchor[]): string[] {
  const first = Math.min(...known.keys());
  return anchors
    .filter(({ sequence }) => sequence >= first)
    .flatMap(({ sequence, digest: kept }) => {
      const found = known.get(sequence);
      if (found === undefined)
        return [`record ${sequence}, which was kept elsewhere, is missing: the end of the log was cut off`];
      return found === kept ? [] : [`record ${sequence} is not the one that was kept elsewhere`];
    });
}
