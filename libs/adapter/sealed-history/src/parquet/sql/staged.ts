import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';

const CREATE_STAGED_SQL = `
  CREATE OR REPLACE TEMP TABLE staged
    (sku VARCHAR, seller_id VARCHAR, "offset" BIGINT, key BLOB, schema BIGINT, value BLOB,
     version BIGINT, superseded BOOLEAN, event_time BIGINT, digests BLOB, fingerprint VARCHAR)`;
/** Small row groups: one offer is read from few of them. */
const WRITE_STAGED_SQL = `
  COPY (FROM staged ORDER BY sku, seller_id, "offset")
  TO $file (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 4096)`;

/** An empty table of rows; it replaces the one of this connection. */
export async function createStaged(connection: DuckDBConnection): Promise<DuckDBAppender> {
  await connection.run(CREATE_STAGED_SQL);
  return connection.createAppender('staged');
}

/** Writes the rows of the table, sorted by offer and offset, as a Parquet file. */
export async function writeStaged(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run(WRITE_STAGED_SQL, { file });
}
