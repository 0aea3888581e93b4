import { hash } from 'node:crypto';

const HEAD = Buffer.from('{"schema":');
const PAYLOAD = Buffer.from(',"payload":');
/** Debezium has a few for each topic in years. Values with more of them are stored whole. */
const MAX_SCHEMAS = 64;
const MAX_PREFIX_BYTES = 256 * 1_024;

/** The bytes that a value begins with, up to and including `,"payload":`. */
export interface SchemaPrefix {
  /** The first 52 bits of the SHA-256. */
  readonly id: number;
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** A value in two parts that make it up. */
export interface SplitValue {
  /** Null if the value does not begin so. */
  readonly prefix: SchemaPrefix | null;
  /** Whether `prefix` is one of the known schemas, which are stored once. */
  readonly is_known: boolean;
  readonly rest: Buffer;
}

/**
 * Splits values after their schema. Where a value is split depends on its bytes alone: after the first
 * `,"payload":` of a value that begins with `{"schema":`. A known prefix ends with its first one, so comparing
 * with known prefixes finds the same place.
 */
export class SchemaPrefixes {
  private readonly known: SchemaPrefix[] = [];
  private readonly ids = new Set<number>();

  split(value: Buffer): SplitValue {
    for (const prefix of this.known)
      if (value.length >= prefix.bytes.length && prefix.bytes.compare(value, 0, prefix.bytes.length) === 0)
        return { prefix, is_known: true, rest: value.subarray(prefix.bytes.length) };
    if (HEAD.compare(value, 0, Math.min(HEAD.length, value.length)) !== 0)
      return { prefix: null, is_known: false, rest: value };
    const found = value.indexOf(PAYLOAD, HEAD.length);
    if (found < 0) return { prefix: null, is_known: false, rest: value };
    const end = found + PAYLOAD.length;
    const prefix = prefixOf(Buffer.from(value.subarray(0, end)));
    return { prefix, is_known: this.learn(prefix), rest: value.subarray(end) };
  }

  all(): readonly SchemaPrefix[] {
    return this.known;
  }

  private learn(prefix: SchemaPrefix): boolean {
    const fits =
      this.known.length < MAX_SCHEMAS && prefix.bytes.length <= MAX_PREFIX_BYTES && !this.ids.has(prefix.id);
    if (!fits) return false;
    this.known.push(prefix);
    this.ids.add(prefix.id);
    return true;
  }
}

/** Names a prefix by its bytes. */
export function prefixOf(bytes: Buffer): SchemaPrefix {
  const sha256 = hash('sha256', bytes, 'hex');
  return { id: Number.parseInt(sha256.slice(0, 13), 16), sha256, bytes };
}
