import { CONTENT_COLUMNS } from '@stockproof/events';
import { hash } from 'node:crypto';
import type { AvailabilityChange } from '@stockproof/availability';
import { integerIn, wordIn } from './line-fields.js';

/** Separates the fields of a line and of a row's digest; no field of an accepted row can contain it. */
const FIELD_SEPARATOR = 0x1f;

const BACKSLASH = 0x5c;
/** A line begins with the previous digest and the name of the format, and ends with the row's own digest. */
const BEFORE_CONTENT = 2;
const FIELDS = BEFORE_CONTENT + CONTENT_COLUMNS.length + 1;
const fieldOf = (name: (typeof CONTENT_COLUMNS)[number]['name']): number =>
  BEFORE_CONTENT + CONTENT_COLUMNS.findIndex((column) => column.name === name);
const SELLER_ID = fieldOf('seller_id');
const VERSION = fieldOf('version');
const OPERATION = fieldOf('operation');
const STATUS = fieldOf('status');
const QUANTITY = fieldOf('quantity');
const DELTA_QUANTITY = fieldOf('delta_quantity');
const FROM_BUCKET = fieldOf('from_bucket');
const FROM_LOCATION = fieldOf('from_location');
const TO_BUCKET = fieldOf('to_bucket');
const TO_LOCATION = fieldOf('to_location');
const EVENT_TIME = fieldOf('event_time');
const ACCEPTED_AT = fieldOf('accepted_at');
const SCHEMA_VERSION = fieldOf('schema_version');
const DIGEST_LENGTH = 64;

/** A ledger row as parsed for the replay, with the result of its digest check. */
export interface ReplayedRow {
  /** seller_id, U+001F, sku, as they are in the line. */
  readonly offer: string;
  readonly change: AvailabilityChange;
  readonly schema_version: number;
  /** Hex. */
  readonly previous_digest: string;
  readonly chain_digest: string;
  /** Whether chain_digest is the digest of the row's content. */
  readonly digest_holds: boolean;
}

/**
 * Where each field of the current line begins; the last entry is the end of the line. Reused for each line,
 * because there are millions.
 */
const starts = new Int32Array(FIELDS + 1);

/**
 * Parses one line of `COPY ... (DELIMITER E'\x1f', NULL '')` over the columns of the digest, the previous
 * digest first and the row's own last. Null if it is not such a line. Only the fields that are kept become
 * strings. Never throws.
 */
export function readLedgerLine(bytes: Buffer): ReplayedRow | null {
  const line = bytes.includes(BACKSLASH) ? unescaped(bytes) : bytes;
  if (!findFields(line)) return null;
  const end = start(FIELDS - 1);
  if (line.length - end !== DIGEST_LENGTH) return null;
  const chain_digest = line.toString('latin1', end);
  return {
    // Seller and SKU, which are next to each other.
    offer: line.toString('utf8', start(SELLER_ID), start(VERSION) - 1),
    change: changeIn(line),
    schema_version: integer(line, SCHEMA_VERSION),
    previous_digest: line.toString('latin1', 0, start(1) - 1),
    chain_digest,
    digest_holds: hash('sha256', line.subarray(0, end - 1), 'hex') === chain_digest,
  };
}

function findFields(line: Buffer): boolean {
  let field = 1;
  starts[0] = 0;
  for (let at = line.indexOf(FIELD_SEPARATOR); at >= 0; at = line.indexOf(FIELD_SEPARATOR, at + 1)) {
    if (field === FIELDS) return false;
    starts[field] = at + 1;
    field += 1;
  }
  starts[FIELDS] = line.length + 1;
  return field === FIELDS;
}

function start(field: number): number {
  return starts[field] ?? 0;
}

function changeIn(line: Buffer): AvailabilityChange {
  return {
    version: integer(line, VERSION),
    operation: word(line, OPERATION) as AvailabilityChange['operation'],
    status: word(line, STATUS) as AvailabilityChange['status'],
    quantity: integer(line, QUANTITY),
    delta_quantity: integer(line, DELTA_QUANTITY),
    from_bucket: word(line, FROM_BUCKET) as AvailabilityChange['from_bucket'],
    from_location: word(line, FROM_LOCATION),
    to_bucket: word(line, TO_BUCKET) as AvailabilityChange['to_bucket'],
    to_location: word(line, TO_LOCATION),
    event_time_ms: integer(line, EVENT_TIME),
    accepted_at_ms: integer(line, ACCEPTED_AT),
  };
}

function integer(line: Buffer, field: number): number {
  return integerIn(line, start(field), start(field + 1) - 1);
}

/** Null for an empty field, which is COPY's null here. */
function word(line: Buffer, field: number): string | null {
  return wordIn(line, start(field), start(field + 1) - 1);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** Removes COPY's backslash escapes. */
function unescaped(bytes: Buffer): Buffer {
  const text = bytes.toString('utf8').replace(/\\(.)/gsu, (_whole, sign: string) => ESCAPES[sign] ?? sign);
  return Buffer.from(text);
}
