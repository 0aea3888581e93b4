import type { StoredRow } from '../parquet/row.js';

const HEAD_BYTES = 24;
const NULL = -1;

/** A row in bytes for a file of this process: offset, schema, lengths of key and value, key, value. */
export function encodeRow({ offset, schema, key, value }: StoredRow): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + (key?.length ?? 0) + (value?.length ?? 0));
  bytes.writeDoubleLE(offset, 0);
  bytes.writeDoubleLE(schema ?? NULL, 8);
  bytes.writeInt32LE(key?.length ?? NULL, 16);
  bytes.writeInt32LE(value?.length ?? NULL, 20);
  key?.copy(bytes, HEAD_BYTES);
  value?.copy(bytes, HEAD_BYTES + (key?.length ?? 0));
  return bytes;
}

/** The rows of whole encoded rows one after another. They refer to `bytes`. */
export function decodeRows(bytes: Buffer): StoredRow[] {
  const rows: StoredRow[] = [];
  for (let at = 0; at < bytes.length;) {
    const schema = bytes.readDoubleLE(at + 8);
    const key_bytes = bytes.readInt32LE(at + 16);
    const value_bytes = bytes.readInt32LE(at + 20);
    const key_at = at + HEAD_BYTES;
    const value_at = key_at + Math.max(0, key_bytes);
    const end = value_at + Math.max(0, value_bytes);
    rows.push({
      offset: bytes.readDoubleLE(at),
      schema: schema === NULL ? null : schema,
      key: key_bytes === NULL ? null : bytes.subarray(key_at, value_at),
      value: value_bytes === NULL ? null : bytes.subarray(value_at, end),
    });
    at = end;
  }
  return rows;
}
