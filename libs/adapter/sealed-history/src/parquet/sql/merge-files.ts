import { type DuckDBConnection, listValue } from '@duckdb/node-api';
import { storedColumns, type StoredColumns } from './stored-columns.js';

/** A place in the order of rows. */
export interface RowKey {
  readonly sku: string;
  readonly seller_id: string;
  readonly offset: number;
}

/** Rows from a key on, and before another; null: to the end. */
export interface KeyRange {
  readonly from: RowKey;
  readonly to: RowKey | null;
}

const SAMPLE_SQL = `
  SELECT sku, seller_id, "offset"
  FROM read_parquet($file, file_row_number = true)
  WHERE file_row_number % $step = 0
  ORDER BY file_row_number`;
/** The comparison of SKUs alone lets DuckDB skip row groups. */
const FROM_SQL = `
  sku >= $sku AND (sku > $sku OR seller_id > $seller_id OR (seller_id = $seller_id AND "offset" >= $offset))`;
const TO_SQL = `
  sku <= $to_sku
  AND (sku < $to_sku OR seller_id < $to_seller_id OR (seller_id = $to_seller_id AND "offset" < $to_offset))`;
const TARGET_SQL = `TO $target (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096)`;
const MERGE_TO_SQL = ({ columns, from }: StoredColumns): string => `
  COPY (SELECT ${columns} FROM ${from} WHERE ${FROM_SQL} AND ${TO_SQL} ORDER BY sku, seller_id, "offset")
  ${TARGET_SQL}`;
const MERGE_REST_SQL = ({ columns, from }: StoredColumns): string => `
  COPY (SELECT ${columns} FROM ${from} WHERE ${FROM_SQL} ORDER BY sku, seller_id, "offset") ${TARGET_SQL}`;
const CONCATENATE_SQL = ({ columns, from }: StoredColumns): string =>
  `COPY (SELECT ${columns} FROM ${from}) ${TARGET_SQL}`;

/** The keys of each `step`-th row, beginning with the first. */
export async function sampleKeys(
  connection: DuckDBConnection,
  file: string,
  step: number,
): Promise<RowKey[]> {
  const reader = await connection.runAndReadAll(SAMPLE_SQL, { file, step: BigInt(step) });
  return reader.getRowObjectsJS().map(({ sku, seller_id, offset }) => ({
    sku: String(sku),
    seller_id: String(seller_id),
    offset: Number(offset),
  }));
}

/** Writes the rows of a range from several sorted files into one. The rows of the range are sorted in memory. */
export async function mergeRange(
  connection: DuckDBConnection,
  files: readonly string[],
  { from, to }: KeyRange,
  target: string,
): Promise<void> {
  const stored = await storedColumns(connection, files);
  const lower = {
    files: listValue([...files]),
    target,
    sku: from.sku,
    seller_id: from.seller_id,
    offset: BigInt(from.offset),
  };
  if (to === null) {
    await connection.run(MERGE_REST_SQL(stored), lower);
    return;
  }
  const upper = { to_sku: to.sku, to_seller_id: to.seller_id, to_offset: BigInt(to.offset) };
  await connection.run(MERGE_TO_SQL(stored), { ...lower, ...upper });
}

/** Writes the rows of files one after another into one file. */
export async function concatenateFiles(
  connection: DuckDBConnection,
  files: readonly string[],
  target: string,
): Promise<void> {
  const stored = await storedColumns(connection, files);
  await connection.run(CONCATENATE_SQL(stored), { files: listValue([...files]), target });
}
