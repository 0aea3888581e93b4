import { KEPT_HEADERS, MESSAGE } from '@stockproof/bounds';
import { Cursor, MalformedBytesError } from './cursor.js';

/** A record of a batch; offset and timestamp are relative to the batch. */
export interface ReadRecord {
  readonly timestamp_delta: bigint;
  readonly offset_delta: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer | null>>;
  /** Which limit the headers exceed; null if none. */
  readonly beyond: string | null;
}

/** Reads one record, after its length. Throws MalformedBytesError. */
export function readRecord(record: Buffer): ReadRecord {
  const cursor = new Cursor(record, 1);
  const timestamp_delta = cursor.varlong();
  const offset_delta = cursor.varint();
  const key = cursor.varbytes();
  const value = cursor.varbytes();
  return { timestamp_delta, offset_delta, key, value, ...readHeaders(cursor) };
}

/** Reads key and value length of a truncated record, as far as they are present. */
export function readStump(record: Buffer): {
  key: Buffer | null;
  value_bytes: number | null;
  value_head: Buffer | null;
} {
  let key: Buffer | null = null;
  try {
    const cursor = new Cursor(record, 1);
    cursor.varlong();
    cursor.varint();
    key = cursor.varbytes();
    const value_bytes = cursor.varint();
    return { key, value_bytes: Math.max(0, value_bytes), value_head: record.subarray(cursor.at) };
  } catch (error) {
    if (!(error instanceof MalformedBytesError)) throw error;
    return { key, value_bytes: null, value_head: null };
  }
}

/** If a name is repeated, the last value counts. Headers beyond the limits are counted and not kept. */
function readHeaders(cursor: Cursor): Pick<ReadRecord, 'headers' | 'beyond'> {
  const count = cursor.varint();
  // A header takes at least two bytes, so an impossible count is found before memory is allocated for it.
  if (count < 0 || count > cursor.left / 2)
    throw new MalformedBytesError(`${count} headers in ${cursor.left} bytes`);
  if (count === 0) return NO_HEADERS;
  const kept = new Map<string, Buffer | null>();
  let bytes = 0;
  for (let read = 0; read < count; read += 1) {
    const name = cursor.varbytes() ?? Buffer.alloc(0);
    const value = cursor.varbytes();
    bytes += name.length + (value?.length ?? 0);
    if (read < KEPT_HEADERS.headers && bytes <= KEPT_HEADERS.header_bytes)
      kept.set(name.toString('utf8'), value);
  }
  const fits = count <= MESSAGE.headers && bytes <= MESSAGE.header_bytes;
  const beyond = `${count} headers of ${bytes} bytes, at most ${MESSAGE.headers} of ${MESSAGE.header_bytes} are taken`;
  return { headers: Object.fromEntries(kept), beyond: fits ? null : beyond };
}

const NO_HEADERS = { headers: {}, beyond: null } as const;
