import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { storedColumns, type StoredColumns } from './stored-columns.js';

const DESCRIBE_SQL = `
  SELECT count(*) AS rows, coalesce(min(sku), '') AS first_sku, coalesce(max(sku), '') AS last_sku
  FROM read_parquet($file)`;
const UNCOMPRESSED_SQL = `SELECT sum(total_uncompressed_size)::BIGINT AS bytes FROM parquet_metadata($files)`;
/** Does not depend on the order of the rows. */
const FINGERPRINT_SQL = ({ columns, from }: StoredColumns): string => `
  SELECT count(*) AS rows, sum(hash(${columns}))::VARCHAR AS content FROM ${from}`;

/** A Parquet file on this machine. */
export interface LocalFile {
  readonly path: string;
  readonly rows: number;
  readonly first_sku: string;
  readonly last_sku: string;
}

/** Counts the rows of a file and finds its first and last SKU by UTF-8 bytes; empty if it has none. */
export async function describeFile(connection: DuckDBConnection, path: string): Promise<LocalFile> {
  const reader = await connection.runAndReadAll(DESCRIBE_SQL, { file: path });
  const [row] = reader.getRowObjectsJS();
  return {
    path,
    rows: Number(row?.['rows']),
    first_sku: String(row?.['first_sku']),
    last_sku: String(row?.['last_sku']),
  };
}

/** Bytes of the files without compression, according to their footers. */
export async function uncompressedBytes(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<number> {
  const reader = await connection.runAndReadAll(UNCOMPRESSED_SQL, { files: listValue([...paths]) });
  return Number(reader.getRowObjectsJS()[0]?.['bytes'] ?? 0);
}

/** Equal for files with the same rows, however they are divided and ordered. */
export async function fingerprintOf(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<{ readonly rows: number; readonly content: string }> {
  if (paths.length === 0) return { rows: 0, content: '' };
  const stored = await storedColumns(connection, paths);
  const reader = await connection.runAndReadAll(FINGERPRINT_SQL(stored), { files: listValue([...paths]) });
  const [row] = reader.getRowObjectsJS();
  return { rows: Number(row?.['rows']), content: String(row?.['content']) };
}
