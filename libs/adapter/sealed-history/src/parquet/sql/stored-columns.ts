import { type DuckDBConnection, listValue } from '@duckdb/node-api';

const MESSAGE_COLUMNS = 'sku, seller_id, "offset", key, schema, value';
/** `digests`: the previous digest and the row's own, which compress better together. */
const ROW_COLUMNS = 'version, superseded, event_time, digests, fingerprint';
const COUNT_WITH_ROWS_SQL = `SELECT count(*) AS files FROM parquet_schema($files) WHERE name = 'digests'`;

/** How some files are read together. */
export interface StoredColumns {
  /** Whether each of the files has the columns of the rows beside the messages. */
  readonly have_rows: boolean;
  /** The columns of any of the files. */
  readonly columns: string;
  /** A table function over `$files`; null where a file does not have one of the columns. */
  readonly from: string;
}

/** Finds the columns of files: older ones have only those of messages. */
export async function storedColumns(
  connection: DuckDBConnection,
  paths: readonly string[],
): Promise<StoredColumns> {
  const reader = await connection.runAndReadAll(COUNT_WITH_ROWS_SQL, { files: listValue([...paths]) });
  const with_rows = Number(reader.getRowObjectsJS()[0]?.['files'] ?? 0);
  const are_mixed = with_rows > 0 && with_rows < paths.length;
  return {
    have_rows: with_rows === paths.length,
    columns: with_rows === 0 ? MESSAGE_COLUMNS : `${MESSAGE_COLUMNS}, ${ROW_COLUMNS}`,
    from: are_mixed ? 'read_parquet($files, union_by_name = true)' : 'read_parquet($files)',
  };
}
