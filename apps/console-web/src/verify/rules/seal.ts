import { digestOf, isSignedWith } from './canonical.js';
import { type Finding, failed, passed, unchecked } from './finding.js';
import { firstDifference } from './first-difference.js';
import type { TimedKey } from './key-chain.js';
import type { Seal, SignedRecord } from './signed-record.js';

const KIND = 'stockproof.evidence.v1';

/** What is known beside a record, to name what was forged in it. */
export interface Beside {
  readonly keys: ReadonlyMap<string, TimedKey>;
  /** The record before it in the file; null if there is none. */
  readonly before: SignedRecord | null;
  /** Another copy of it, of which nothing is assumed; null if there is none. */
  readonly copy: SignedRecord | null;
}

/** Digest, key and signature of a record. What was forged is named as far as it can be known. */
export async function sealFindings(record: SignedRecord, beside: Beside): Promise<readonly Finding[]> {
  const { integrity, ...content } = record;
  const actual = await digestOf(content);
  const key = beside.keys.get(integrity.key_id);
  const signed = key !== undefined && (await isSigned(integrity, key.key));
  return [
    actual === integrity.content_digest
      ? passed('digest', 'content_digest is that of the content')
      : await forgedContent(record, actual, signed, beside),
    keyFinding(record, key, signed),
    signed
      ? passed('signature', `signed by ${integrity.key_id}`)
      : key === undefined
        ? failed('signature', 'integrity.key_id', 'it cannot be checked without the key')
        : await forgedSeal(record, actual, beside),
  ];
}

function keyFinding(
  { integrity, finished_at }: SignedRecord,
  key: TimedKey | undefined,
  signed: boolean,
): Finding {
  const { key_id } = integrity;
  if (key === undefined) return failed('key', 'integrity.key_id', `the key ${key_id} is not among the keys`);
  if (!signed) return unchecked('key', `the time of ${key_id} says nothing of what it did not sign`);
  const { valid_from, valid_until } = key;
  return finished_at < valid_from || (valid_until !== null && finished_at > valid_until)
    ? failed('key', 'finished_at', `${key_id} did not sign at ${finished_at}`)
    : passed('key', `${key_id} signed at that time`);
}

/** The content or its digest was changed. If the seal is right with the digest that the content has, it is the digest. */
async function forgedContent(
  record: SignedRecord,
  actual: string,
  signed: boolean,
  beside: Beside,
): Promise<Finding> {
  const key = beside.keys.get(record.integrity.key_id);
  if (
    !signed &&
    key !== undefined &&
    (await isSigned({ ...record.integrity, content_digest: actual }, key.key))
  )
    return failed('digest', 'integrity.content_digest', 'it was changed: the content is what was signed');
  const field = await differenceFromCopy(record, beside);
  return field === null
    ? failed(
        'digest',
        null,
        'a member of the content was changed after it was signed; a second copy of the record tells which',
      )
    : failed(
        'digest',
        field,
        'it was changed after it was signed: the other copy has another value, and is whole',
      );
}

/** A member of the seal was changed: each is tried with the value it should have. */
async function forgedSeal(
  record: SignedRecord,
  actual: string,
  { keys, before, copy }: Beside,
): Promise<Finding> {
  const { integrity } = record;
  const tries: readonly (readonly [field: string, seal: Seal])[] = [
    ['integrity.content_digest', { ...integrity, content_digest: actual }],
    ...(before === null
      ? []
      : ([
          ['integrity.sequence', { ...integrity, sequence: before.integrity.sequence + 1 }],
          ['integrity.previous_digest', { ...integrity, previous_digest: await digestOf(before) }],
        ] as const)),
    ...[...keys.keys()].map((key_id) => ['integrity.key_id', { ...integrity, key_id }] as const),
    ...(copy === null
      ? []
      : Object.keys(integrity).map(
          (name) =>
            [`integrity.${name}`, { ...integrity, [name]: copy.integrity[name as keyof Seal] }] as const,
        )),
  ];
  for (const [field, seal] of tries) {
    const key = keys.get(seal.key_id);
    if (key !== undefined && (await isSigned(seal, key.key)))
      return failed(
        'signature',
        field,
        'it was changed: with the value it should have, the signature is right',
      );
  }
  return failed(
    'signature',
    'integrity.signature',
    `it is not one of ${integrity.key_id} over sequence, previous_digest, content_digest, algorithm and key_id of this record`,
  );
}

/** Only a copy that is whole itself tells something. */
async function differenceFromCopy(record: SignedRecord, { keys, copy }: Beside): Promise<string | null> {
  if (copy === null) return null;
  const { integrity, ...content } = copy;
  const key = keys.get(integrity.key_id);
  const whole =
    key !== undefined &&
    (await digestOf(content)) === integrity.content_digest &&
    (await isSigned(integrity, key.key));
  return whole ? firstDifference(record, copy) : null;
}

function isSigned({ signature, ...seal }: Seal, key: CryptoKey): Promise<boolean> {
  return isSignedWith(key, KIND, seal, signature);
}
