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
  /** `{"schema":...,"payload":` as in every message with this schema. */
  readonly prefix: Buffer;
  readonly fingerprint: string;
}

/**
 * Reads the change messages of one topic. It keeps the bytes of the newest schema between messages. Never
 * throws.
 */
export class ChangeReader {
  private known: KnownSchema | null = null;
  private readonly fingerprints = new Set<string>();

  /** `onSchema` is called once for each schema, when this reader first sees it. */
  constructor(private readonly onSchema: (seen: SchemaSeen) => void = () => undefined) {}

  read(value: Buffer | null): Change {
    if (value === null) return { kind: 'tombstone' };
    const fast = this.readInsert(value);
    return fast ?? this.readWhole(value);
  }

  /** The common case: a known schema and a plain insert. Null for any other message. */
  private readInsert(value: Buffer): Change | null {
    const known = this.known;
    if (known === null) return null;
    const start = known.prefix.length;
    if (value.length < start + BEFORE_NULL.length || known.prefix.compare(value, 0, start) !== 0) return null;
    if (BEFORE_NULL.compare(value, start, start + BEFORE_NULL.length) !== 0) return null;
    const end = value.indexOf(SOURCE, start + AFTER_OFFSET);
    if (end < 0 || value.indexOf(CREATED, end) < 0) return null;
    const after = parseRow(value.toString('utf8', start + AFTER_OFFSET, end + 1));
    return after === null
      ? null
      : { kind: 'change', op: 'c', after, before: null, fingerprint: known.fingerprint };
  }

  private readWhole(value: Buffer): Change {
    const message = parseRow(value.toString('utf8'));
    if (message === null) return { kind: 'unreadable', reason: 'not a JSON object' };
    const payload = message['payload'];
    if (!isRow(payload)) return { kind: 'unreadable', reason: 'no payload object' };
    const { op, after, before } = payload;
    if (!isOperation(op)) return { kind: 'unreadable', reason: 'unknown operation' };
    if (after !== null && after !== undefined && !isRow(after))
      return { kind: 'unreadable', reason: 'row is no object' };
    const fingerprint = this.learn(value, message['schema']);
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
    const fingerprint = hash('sha256', schemaText, 'hex');
    if (prefix.compare(value, 0, Math.min(prefix.length, value.length)) === 0) {
      this.known = { prefix, fingerprint };
    }
    if (!this.fingerprints.has(fingerprint)) {
      this.fingerprints.add(fingerprint);
      this.onSchema({ fingerprint, schema_json: schemaText });
    }
    return fingerprint;
  }
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
