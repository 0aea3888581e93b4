import { type DuckDBConnection, type DuckDBValue, listValue } from '@duckdb/node-api';
import { rowsOf, type StoredRow } from '../../parquet/row.js';
import type { SealedSelection } from '../selection.js';

const SELECT_SQL = `SELECT "offset", key, schema, value FROM read_parquet($files)`;
const FROM_SKU_SQL = `WHERE sku >= $from`;
const SKU_RANGE_SQL = `WHERE sku >= $from AND sku < $to`;
/** Compared with constants, so that row groups are skipped by their statistics. */
const OFFER_SQL = `WHERE sku = $sku AND seller_id = $seller_id`;
const SKU_SQL = `WHERE sku = $sku`;
const SKUS_SQL = `SEMI JOIN (SELECT unnest($skus::VARCHAR[]) AS sku) AS wanted USING (sku)`;
const SELLERS_SQL = `SEMI JOIN (SELECT unnest($seller_ids::VARCHAR[]) AS seller_id) AS wanted USING (seller_id)`;
const OFFERS_SQL = `
  SEMI JOIN (SELECT unnest($skus::VARCHAR[]) AS sku, unnest($seller_ids::VARCHAR[]) AS seller_id) AS wanted
  USING (sku, seller_id)`;
const CREATE_SEEN_SQL = `CREATE OR REPLACE TEMP TABLE seen (key BLOB, "offset" BIGINT)`;
const ADD_SEEN_SQL = `INSERT INTO seen SELECT key, "offset" FROM read_parquet($files)`;
/** A message without a key is superseded by no other. */
const CREATE_NEWEST_SQL = `
  CREATE OR REPLACE TEMP TABLE newest AS
  SELECT max("offset") AS "offset" FROM seen WHERE key IS NOT NULL GROUP BY key
  UNION ALL
  SELECT "offset" FROM seen WHERE key IS NULL`;
const NEWEST_SQL = `SEMI JOIN newest USING ("offset")`;

interface Condition {
  readonly sql: string;
  readonly values: Record<string, DuckDBValue>;
}

/** The selected rows of Parquet files, as DuckDB has them, in pieces of at most 2,048. */
export async function* selectRows(
  connection: DuckDBConnection,
  paths: readonly string[],
  selection: SealedSelection,
): AsyncIterable<readonly StoredRow[]> {
  const { sql, values } = conditionOf(selection);
  yield* streamRows(connection, paths, `${SELECT_SQL} ${sql}`, values);
}

/** Begins to collect the keys of one partition; those of before are forgotten. */
export async function createSeen(connection: DuckDBConnection): Promise<void> {
  await connection.run(CREATE_SEEN_SQL);
}

/** Adds the keys of the selected rows. */
export async function addSeen(
  connection: DuckDBConnection,
  paths: readonly string[],
  selection: SealedSelection,
): Promise<void> {
  if (paths.length === 0) return;
  const { sql, values } = conditionOf(selection);
  await connection.run(`${ADD_SEEN_SQL} ${sql}`, { files: listValue([...paths]), ...values });
}

/** Keeps the newest offset of each key for `selectNewest`. */
export async function keepNewest(connection: DuckDBConnection): Promise<void> {
  await connection.run(CREATE_NEWEST_SQL);
}

/** Those rows of the files that are the newest of their key. */
export async function* selectNewest(
  connection: DuckDBConnection,
  paths: readonly string[],
): AsyncIterable<readonly StoredRow[]> {
  yield* streamRows(connection, paths, `${SELECT_SQL} ${NEWEST_SQL}`, {});
}

async function* streamRows(
  connection: DuckDBConnection,
  paths: readonly string[],
  sql: string,
  values: Record<string, DuckDBValue>,
): AsyncIterable<readonly StoredRow[]> {
  if (paths.length === 0) return;
  const result = await connection.stream(sql, { files: listValue([...paths]), ...values });
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield rowsOf(chunk);
  }
}

function conditionOf(selection: SealedSelection): Condition {
  if (selection.type === 'all') return { sql: '', values: {} };
  if (selection.type === 'skus') {
    const { from, to } = selection;
    return to === null
      ? { sql: FROM_SKU_SQL, values: { from } }
      : { sql: SKU_RANGE_SQL, values: { from, to } };
  }
  if (selection.type === 'sku_list') {
    const [sku, ...others] = selection.skus;
    return sku !== undefined && others.length === 0
      ? { sql: SKU_SQL, values: { sku } }
      : { sql: SKUS_SQL, values: { skus: listValue([...selection.skus]) } };
  }
  if (selection.type === 'sellers')
    return { sql: SELLERS_SQL, values: { seller_ids: listValue([...selection.seller_ids]) } };
  const [offer, ...others] = selection.offers;
  if (offer !== undefined && others.length === 0)
    return { sql: OFFER_SQL, values: { sku: offer.sku, seller_id: offer.seller_id } };
  const skus = listValue(selection.offers.map(({ sku }) => sku));
  const seller_ids = listValue(selection.offers.map(({ seller_id }) => seller_id));
  return { sql: OFFERS_SQL, values: { skus, seller_ids } };
}
