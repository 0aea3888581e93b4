import { hash } from 'node:crypto';
import type { AvailabilityChange } from '@stockproof/availability';

/** Joins the fields of a line, and of a row's digest: no field of a row that was accepted can hold it. */
export const FIELD_SEPARATOR = 0x1f;

const BACKSLASH = 0x5c;
const FIELDS = 27;
const DIGEST_LENGTH = 64;

/** A ledger row as the replay needs it, with what its digest says about it. */
export interface ReplayedRow {
  readonly seller_id: string;
  readonly sku: string;
  readonly change: AvailabilityChange;
  readonly schema_version: number;
  /** Hex. */
  readonly previous_digest: string;
  readonly chain_digest: string;
  /** Whether chain_digest is that of the row's own content. */
  readonly digest_holds: boolean;
}

/**
 * Reads one line of `COPY ... (DELIMITER E'\x1f', NULL '')` over the columns of the digest, the previous digest
 * first and the row's own last. Null when it is no such line.
 */
export function readLedgerLine(bytes: Buffer): ReplayedRow | null {
  const line = bytes.includes(BACKSLASH) ? unescaped(bytes) : bytes;
  const end = line.lastIndexOf(FIELD_SEPARATOR);
  if (end < 0 || line.length - end - 1 !== DIGEST_LENGTH) return null;
  const chain_digest = line.toString('latin1', end + 1);
  const fields = line.toString('utf8', 0, end).split('\u001f');
  if (fields.length !== FIELDS - 1) return null;
  return {
    seller_id: fields[2] ?? '',
    sku: fields[3] ?? '',
    change: changeOf(fields),
    schema_version: Number(fields[17]),
    previous_digest: fields[0] ?? '',
    chain_digest,
    digest_holds: hash('sha256', line.subarray(0, end), 'hex') === chain_digest,
  };
}

function changeOf(fields: readonly string[]): AvailabilityChange {
  return {
    version: Number(fields[4]),
    operation: fields[6] as AvailabilityChange['operation'],
    status: fields[7] as AvailabilityChange['status'],
    quantity: Number(fields[8]),
    delta_quantity: Number(fields[10]),
    from_bucket: orNull(fields[11]) as AvailabilityChange['from_bucket'],
    from_location: orNull(fields[12]),
    to_bucket: orNull(fields[13]) as AvailabilityChange['to_bucket'],
    to_location: orNull(fields[14]),
    event_time_ms: Number(fields[15]),
    accepted_at_ms: Number(fields[16]),
  };
}

function orNull(field: string | undefined): string | null {
  return field === undefined || field === '' ? null : field;
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Undoes COPY's backslashes. */
function unescaped(bytes: Buffer): Buffer {
  const text = bytes.toString('utf8').replace(/\\(.)/gsu, (_whole, sign: string) => ESCAPES[sign] ?? sign);
  return Buffer.from(text);
}
