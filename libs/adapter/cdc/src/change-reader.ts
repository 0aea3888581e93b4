import { hash } from 'node:crypto';
import type { Change, ChangeOperation, ChangeRow, SchemaSeen } from './change.js';

const HEAD = Buffer.from('{"schema":');
const PAYLOAD = Buffer.from(',"payload":');
/**
 * The beginning of an insert and the end of its row. A quote inside a string is escaped, so neither can occur
 * in a value.
 */
const BEFORE_NULL = Buffer.from('{"before":null,"after":{');
const AFTER_OFFSET = BEFORE_NULL.length - 1;
const SOURCE = Buffer.from('},"source":{');
const CREATED = Buffer.from('"op":"c"');

interface KnownSchema {
  /** `{"schema":...,"payload":` as in every message with this schema; empty where a message is its payload. */
  readonly prefix: Buffer;
  readonly fingerprint: string;
  /** Another object that was found to have the same bytes. */
  same: Buffer | null;
}

/** Columns that were read last, of messages without a schema. */
interface KnownColumns {
  readonly names: readonly string[];
  readonly fingerprint: string;
}

const NO_PREFIX = Buffer.alloc(0);

/**
 * Reads the change messages of one topic, with a schema in each or without. It keeps the bytes of the newest schema
 * between messages. Never throws.
 */
export class ChangeReader {
  private known: KnownSchema | null = null;
  private columns: KnownColumns | null = null;
  private readonly fingerprints = new Set<string>();

  /** `onSchema` is called once for each schema or list of columns, when this reader first sees it. */
  constructor(private readonly onSchema: (seen: SchemaSeen) => void = () => undefined) {}

  /** Reads the value of a CDC message. Never throws; null is a tombstone. */
  read(value: Buffer | null): Change {
    if (value === null) return { kind: 'tombstone' };
    const start = this.startOfInsert(value);
    const known = start === null || start === 0 ? null : this.known;
    const fast = start === null ? null : this.readInsert(value, start, known);
    return fast ?? this.readWhole(value);
  }

  /** Like `read`, of a value in two parts; `prefix` null: it is whole in `rest`. */
  readParts(prefix: Buffer | null, rest: Buffer | null): Change {
    if (prefix === null || rest === null) return this.read(rest);
    const fast =
      this.isKnown(prefix) && beginsAt(BEFORE_NULL, rest, 0) ? this.readInsert(rest, 0, this.known) : null;
    return fast ?? this.readWhole(Buffer.concat([prefix, rest]));
  }

  /** Compares the bytes once for each object, since many messages share it. */
  private isKnown(prefix: Buffer): boolean {
    const { known } = this;
    if (known === null) return false;
    if (known.same === prefix) return true;
    if (!known.prefix.equals(prefix)) return false;
    known.same = prefix;
    return true;
  }

  /** The common case: a plain insert, whose payload begins there. Null for any other message. */
  private readInsert(value: Buffer, start: number, schema: KnownSchema | null): Change | null {
    const end = value.indexOf(SOURCE, start + AFTER_OFFSET);
    if (end < 0 || value.indexOf(CREATED, end) < 0) return null;
    const after = parseRow(value.toString('utf8', start + AFTER_OFFSET, end + 1));
    if (after === null) return null;
    const fingerprint = schema === null ? this.learnColumns(after) : schema.fingerprint;
    return { kind: 'change', op: 'c', after, before: null, fingerprint };
  }

  /** Where the payload begins; null if this is no insert, or has a schema that is not the known one. */
  private startOfInsert(value: Buffer): number | null {
    for (const prefix of [NO_PREFIX, this.known?.prefix ?? NO_PREFIX]) {
      if (beginsAt(BEFORE_NULL, value, prefix.length) && beginsAt(prefix, value, 0)) return prefix.length;
    }
    return null;
  }

  private readWhole(value: Buffer): Change {
    const message = parseRow(value.toString('utf8'));
    if (message === null) return { kind: 'unreadable', reason: 'not a JSON object' };
    const has_schema = 'schema' in message || 'payload' in message;
    const payload = has_schema ? message['payload'] : message;
    if (!isRow(payload)) return { kind: 'unreadable', reason: 'no payload object' };
    const { op, after, before } = payload;
    if (!isOperation(op)) return { kind: 'unreadable', reason: 'unknown operation' };
    if (after !== null && after !== undefined && !isRow(after))
      return { kind: 'unreadable', reason: 'row is no object' };
    const row = after ?? (isRow(before) ? before : {});
    const fingerprint = has_schema ? this.learn(value, message['schema']) : this.learnColumns(row);
    if (fingerprint === null) return { kind: 'unreadable', reason: 'no schema' };
    return { kind: 'change', op, after: after ?? null, before: isRow(before) ? before : null, fingerprint };
  }

  /**
   * Stores the schema's bytes if they come first, as Debezium writes them. Returns the fingerprint; null if
   * there is no schema.
   */
  private learn(value: Buffer, schema: unknown): string | null {
    if (!isRow(schema)) return null;
    const schemaText = JSON.stringify(schema);
    const prefix = Buffer.concat([HEAD, Buffer.from(schemaText), PAYLOAD]);
    const fingerprint = this.report(schemaText);
    if (prefix.compare(value, 0, Math.min(prefix.length, value.length)) === 0) {
      this.known = { prefix, fingerprint, same: null };
    }
    return fingerprint;
  }

  /** What a message without a schema tells of its table: the names of the columns, in order. */
  private learnColumns(row: ChangeRow): string {
    const names = Object.keys(row);
    const { columns } = this;
    const is_known =
      columns?.names.length === names.length && names.every((name, at) => name === columns.names[at]);
    if (columns !== null && is_known) return columns.fingerprint;
    const fingerprint = this.report(JSON.stringify(names));
    this.columns = { names, fingerprint };
    return fingerprint;
  }

  /** Returns the fingerprint, and reports it where it is new. */
  private report(schema_json: string): string {
    const fingerprint = hash('sha256', schema_json, 'hex');
    if (!this.fingerprints.has(fingerprint)) {
      this.fingerprints.add(fingerprint);
      this.onSchema({ fingerprint, schema_json });
    }
    return fingerprint;
  }
}

/**
 * The bytes to search for a value of the row: of an insert without a schema those up to the end of its row, as `ChangeReader`
 * takes it; of any other message all. What Debezium adds of its own has escapes (`source.sequence`), so a search of the whole message
 * (`mayHoldStrings`) would have to let each one pass.
 */
export function rowBytes(value: Buffer): Buffer {
  if (value.length < AFTER_OFFSET || BEFORE_NULL.compare(value, 0, BEFORE_NULL.length) !== 0) return value;
  const end = value.indexOf(SOURCE, AFTER_OFFSET);
  return end < 0 ? value : value.subarray(0, end + 1);
}

function beginsAt(bytes: Buffer, value: Buffer, start: number): boolean {
  const end = start + bytes.length;
  return value.length >= end && bytes.compare(value, start, end) === 0;
}

function parseRow(text: string): ChangeRow | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRow(value) ? value : null;
  } catch {
    return null;
  }
}

function isRow(value: unknown): value is ChangeRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOperation(value: unknown): value is ChangeOperation {
  return typeof value === 'string' && /^[crudtm]$/.test(value);
}
