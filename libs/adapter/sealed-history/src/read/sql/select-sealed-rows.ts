import { type DuckDBConnection, type DuckDBDataChunk, listValue } from '@duckdb/node-api';

/**
 * Consecutive rows of one offer in a segment, each following the one before it: the next version, by the digest of the
 * one before, no earlier in time, with the same schema. Digests as hex.
 */
export interface SealedRows {
  readonly seller_id: string;
  readonly sku: string;
  readonly first_version: number;
  readonly rows: number;
  readonly superseded: number;
  readonly first_event_time_ms: number;
  readonly newest_event_time_ms: number;
  readonly previous_digest: string;
  readonly chain_digest: string;
  readonly fingerprint: string;
}

/** An offer with a message that has no row beside it, so that only its messages can be compared. */
export type OfferInDoubt = Pick<SealedRows, 'seller_id' | 'sku'>;

/** What the rows beside the messages of some offers say, in offset order of each offer. */
export type SealedRowsBatch = readonly (SealedRows | OfferInDoubt)[];

// LAG and the running count without a partition are streamed. Files are sorted by offer and offset; where they are not, rows
// only follow each other less often.
const SELECT_SEALED_ROWS_SQL = (condition: string): string => `
  WITH sliced AS (
    SELECT sku, seller_id, version, superseded, event_time, fingerprint, digests[1:32] AS previous, digests[33:64] AS digest
    FROM read_parquet($files) WHERE ${condition}
  ), compared AS (
    SELECT *, coalesce(
      sku = lag(sku) OVER () AND seller_id = lag(seller_id) OVER () AND version = lag(version) OVER () + 1
        AND previous = lag(digest) OVER () AND event_time >= lag(event_time) OVER ()
        AND fingerprint = lag(fingerprint) OVER (), false) AS follows
    FROM sliced
  ), numbered AS (
    SELECT *, count(*) FILTER (NOT follows) OVER (ROWS UNBOUNDED PRECEDING) AS place FROM compared
  )
  SELECT first(sku), first(seller_id), first(version)::DOUBLE, count(*)::DOUBLE, (count(*) FILTER (superseded))::DOUBLE,
    first(event_time)::DOUBLE, last(event_time)::DOUBLE,
    lower(hex(first(previous))) || lower(hex(last(digest))) || first(fingerprint)
  FROM numbered GROUP BY place ORDER BY place`;

const DIGEST_DIGITS = 64;

/** The rows beside the messages of a range of SKUs. Every file must have these columns (storedColumns). */
export async function* selectSealedRows(
  connection: DuckDBConnection,
  paths: readonly string[],
  { from, to }: { readonly from: string; readonly to: string | null },
): AsyncIterable<SealedRowsBatch> {
  if (paths.length === 0) return;
  const condition = to === null ? 'sku >= $from' : 'sku >= $from AND sku < $to';
  const values = to === null ? { from } : { from, to };
  const result = await connection.stream(SELECT_SEALED_ROWS_SQL(condition), {
    files: listValue([...paths]),
    ...values,
  });
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    yield batchOf(chunk);
  }
}

function batchOf(chunk: DuckDBDataChunk): SealedRowsBatch {
  const columns = Array.from({ length: chunk.columnCount }, (_, column) => chunk.getColumnVector(column));
  const text = (column: number, row: number): string => columns[column]?.getItem(row) as string;
  const number = (column: number, row: number): number => columns[column]?.getItem(row) as number;
  return Array.from({ length: chunk.rowCount }, (_, row) => {
    const offer = { sku: text(0, row), seller_id: text(1, row) };
    const digests = columns[7]?.getItem(row) as string | null;
    if (digests === null) return offer;
    return {
      ...offer,
      first_version: number(2, row),
      rows: number(3, row),
      superseded: number(4, row),
      first_event_time_ms: number(5, row),
      newest_event_time_ms: number(6, row),
      previous_digest: digests.slice(0, DIGEST_DIGITS),
      chain_digest: digests.slice(DIGEST_DIGITS, 2 * DIGEST_DIGITS),
      fingerprint: digests.slice(2 * DIGEST_DIGITS),
    };
  });
}
