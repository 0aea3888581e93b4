import {
  BIGINT,
  BLOB,
  BOOLEAN,
  DuckDBBlobValue,
  type DuckDBBlobVector,
  DuckDBDataChunk,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { SealedRow } from '../sealed-message.js';

/** A message as a row of a Parquet file. */
export interface StoredRow {
  readonly offset: number;
  readonly key: Buffer | null;
  /** Id of the schema that the value begins with; null if the value is stored whole. */
  readonly schema: number | null;
  /** What follows the schema, or the whole value. */
  readonly value: Buffer | null;
}

/** A row to be written; `sku` and `seller_id` are null if the message names no offer. */
export interface NewRow extends StoredRow {
  readonly sku: string | null;
  readonly seller_id: string | null;
  /** Null if only the message itself can be compared. */
  readonly row: SealedRow | null;
}

/** Rows that are given to DuckDB at once: until then, each keeps the whole message that it came with. */
export const CHUNK_ROWS = 512;

const MESSAGE_TYPES = [VARCHAR, VARCHAR, BIGINT, BLOB, BIGINT, BLOB] as const;
const TYPES = [...MESSAGE_TYPES, BIGINT, BOOLEAN, BIGINT, BLOB, VARCHAR] as const;

/** At most CHUNK_ROWS rows, in the order of the columns of `staged`. */
export function chunkOf(rows: readonly NewRow[]): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(TYPES, rows.length);
  chunk.setColumnValues(
    0,
    rows.map(({ sku }) => sku),
  );
  chunk.setColumnValues(
    1,
    rows.map(({ seller_id }) => seller_id),
  );
  chunk.setColumnValues(
    2,
    rows.map(({ offset }) => BigInt(offset)),
  );
  chunk.setColumnValues(
    3,
    rows.map(({ key }) => blobOf(key)),
  );
  chunk.setColumnValues(
    4,
    rows.map(({ schema }) => (schema === null ? null : BigInt(schema))),
  );
  chunk.setColumnValues(
    5,
    rows.map(({ value }) => blobOf(value)),
  );
  setRows(
    chunk,
    rows.map(({ row }) => row),
  );
  return chunk;
}

function setRows(chunk: DuckDBDataChunk, rows: readonly (SealedRow | null)[]): void {
  const first = MESSAGE_TYPES.length;
  const set = (column: number, of: (row: SealedRow) => DuckDBValue): void =>
    chunk.setColumnValues(
      first + column,
      rows.map((row) => (row === null ? null : of(row))),
    );
  set(0, ({ version }) => BigInt(version));
  set(1, ({ superseded }) => superseded);
  set(2, ({ event_time_ms }) => BigInt(event_time_ms));
  set(3, ({ previous_digest, digest }) => new DuckDBBlobValue(Buffer.concat([previous_digest, digest])));
  set(4, ({ fingerprint }) => fingerprint);
}

const blobOf = (bytes: Buffer | null): DuckDBBlobValue | null =>
  bytes === null ? null : new DuckDBBlobValue(bytes);

/** The rows of a chunk with the columns offset, key, schema, value. Their bytes do not refer to the chunk. */
export function rowsOf(chunk: DuckDBDataChunk): StoredRow[] {
  const offsets = chunk.getColumnVector(0);
  const keys = chunk.getColumnVector(1) as DuckDBBlobVector;
  const schemas = chunk.getColumnVector(2);
  const values = chunk.getColumnVector(3) as DuckDBBlobVector;
  return Array.from({ length: chunk.rowCount }, (_, row) => {
    const schema = schemas.getItem(row);
    return {
      offset: Number(offsets.getItem(row)),
      key: ownBytes(keys.getItemBytes(row)),
      schema: schema === null ? null : Number(schema),
      value: ownBytes(values.getItemBytes(row)),
    };
  });
}

/** Short values are views of the chunk's memory, which DuckDB frees; longer ones are copies already. */
function ownBytes(bytes: Uint8Array | null): Buffer | null {
  if (bytes === null) return null;
  return bytes.length <= INLINE_BYTES
    ? Buffer.from(bytes)
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

const INLINE_BYTES = 12;
