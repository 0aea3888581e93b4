import { CONTENT_COLUMNS, LEDGER_FORMAT, type LedgerColumn, offerKey } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';
import { type CommandRow, type OfferName, type ReservedAt, ROW_DIGEST_SQL } from '@stockproof/verification';

/** A column as the digest has it: times in milliseconds, bytes as hex. */
const DIGESTED = ({ name, type }: Pick<LedgerColumn, 'name' | 'type'>): string =>
  type === 'timestamptz'
    ? `trim_scale(extract(epoch FROM ${name}) * 1000)`
    : type === 'bytea'
      ? `encode(${name}, 'hex')`
      : name;

// The columns in the digest's order, so that a line is the digest's input; rows in storage order, without
// a sort.
const COPY_SQL = (condition: string): string => `
  COPY (
    SELECT encode(previous_digest, 'hex'), '${LEDGER_FORMAT}', ${CONTENT_COLUMNS.map(DIGESTED).join(', ')},
      encode(chain_digest, 'hex')
    FROM inventory_transaction WHERE ${condition}
  ) TO STDOUT (FORMAT text, DELIMITER E'\\x1f', NULL '')`;

/** COPY statement for the ledger's rows of a scope, as lines for the replay (libs/domain/replay). */
export const copyLedgerSql = COPY_SQL;

const RANGE_SETTINGS_SQL = `SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0`;

/**
 * Until the end of the transaction, statements find the rows of a range by an index, each in one process: as many sequential scans as
 * there are ranges would read every row again, and several ranges keep all cores busy already.
 */
export async function readInRanges(db: Queryable): Promise<void> {
  await db.query(RANGE_SETTINGS_SQL);
}

const COUNT_REDELIVERIES_SQL = (condition: string): string => `
  SELECT coalesce(sum(again.duplicates), 0)::bigint AS duplicates
  FROM inventory_redelivery AS again
  JOIN (
    SELECT seller_id, event_id, CASE WHEN operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END AS source_kind
    FROM inventory_transaction WHERE ${condition}
  ) AS row USING (seller_id, event_id, source_kind)`;

/** Counts how often events of the scope came again and were skipped. */
export async function countRedeliveries(db: Queryable, condition: string): Promise<number> {
  return (await db.query<{ duplicates: number }>(COUNT_REDELIVERIES_SQL(condition))).rows[0]?.duplicates ?? 0;
}

const COMMANDS_SQL = (condition: string): string => `
  SELECT seller_id, sku, version, event_id, operation, quantity, coalesce(from_location, to_location) AS location_id,
    source_topic = $1 AS commanded
  FROM inventory_transaction
  WHERE ${condition} AND (from_bucket = 'reserved' OR to_bucket = 'reserved')`;

/** Reads every movement of the ledger into or out of the reserved bucket. */
export async function readCommandRows(
  ledger: Queryable,
  commands_topic: string,
  condition: string,
): Promise<CommandRow[]> {
  return (await ledger.query<CommandRow>(COMMANDS_SQL(condition), [commands_topic])).rows;
}

const SELLABLE_SQL = (condition: string): string => `
  SELECT seller_id, sku, sum(quantity)::bigint AS units FROM inventory_bucket
  WHERE bucket_type = 'sellable' AND ${condition} GROUP BY seller_id, sku`;

/** Reads the ledger's sellable units, by offer. `condition` is SQL over seller_id and sku. */
export async function readSellable(db: Queryable, condition: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.query<{ seller_id: string; sku: string; units: number }>(SELLABLE_SQL(condition));
  return new Map(rows.map(({ seller_id, sku, units }) => [offerKey(seller_id, sku), units]));
}

const RESERVED_SQL = (condition: string): string => `
  SELECT seller_id, sku, location_id, sum(quantity)::bigint AS quantity
  FROM inventory_bucket WHERE bucket_type = 'reserved' AND ${condition} GROUP BY seller_id, sku, location_id`;

/** Reads the ledger's reserved units, by offer and location. */
export async function readReserved(ledger: Queryable, condition: string): Promise<ReservedAt[]> {
  return (await ledger.query<ReservedAt>(RESERVED_SQL(condition))).rows;
}

const DECISIONS_SQL = `
  SELECT status, encode(request_hash, 'hex') AS request_hash, accepted_at AS decided_at
  FROM inventory_transaction WHERE seller_id = $1 AND event_id = $2 AND operation NOT IN ('R', 'U', 'F')
  UNION ALL SELECT 'rejected', encode(request_hash, 'hex'), rejected_at
  FROM inventory_rejection WHERE seller_id = $1 AND event_id = $2 AND operation NOT IN ('R', 'U', 'F')`;

/** An outcome that is stored under the id of an event. */
export interface RecordedDecision {
  /** accepted, superseded or rejected. */
  readonly status: string;
  /** Hash of the decided event (hex), because the id alone does not identify it. */
  readonly request_hash: string;
  readonly decided_at: Date;
}

/**
 * Finds the decisions under this id of a seller's event, of any content (a saga's command with the same id is
 * another event): none, one, or two if the id was sent for two SKUs at once.
 */
export async function findDecisions(
  ledger: Queryable,
  seller_id: string,
  event_id: string,
): Promise<RecordedDecision[]> {
  return (
    await ledger.query<RecordedDecision>({
      name: 'find-decisions',
      text: DECISIONS_SQL,
      values: [seller_id, event_id],
    })
  ).rows;
}

const LANE_ROWS_SQL = `
  SELECT version, status, operation, quantity, accepted_at, encode(previous_digest, 'hex') AS previous_digest,
    encode(chain_digest, 'hex') AS chain_digest, chain_digest IS NOT DISTINCT FROM ${ROW_DIGEST_SQL} AS digest_holds,
    jsonb_build_object(${CONTENT_COLUMNS.map((column) => `'${column.name}', ${DIGESTED(column)}::text`).join(', ')}) AS content
  FROM inventory_transaction WHERE seller_id = $1 AND sku = $2 AND version BETWEEN $3 AND $4 ORDER BY version`;

/** A row of the ledger, to be compared with other histories. */
export interface LedgerLaneRow {
  readonly version: number;
  readonly status: string;
  readonly operation: string;
  readonly quantity: number;
  readonly accepted_at: Date;
  readonly previous_digest: string;
  readonly chain_digest: string;
  /** Whether the row has the digest of its content. */
  readonly digest_holds: boolean;
  /** The columns of the digest, in its form; null where the row has none. */
  readonly content: Readonly<Record<string, string | null>>;
}

/** Reads versions of an offer, both included, in their order. */
export async function readLaneRows(
  ledger: Queryable,
  { seller_id, sku }: OfferName,
  from_version: number,
  to_version: number,
): Promise<LedgerLaneRow[]> {
  return (
    await ledger.query<LedgerLaneRow>({
      name: 'lane-rows',
      text: LANE_ROWS_SQL,
      values: [seller_id, sku, from_version, to_version],
    })
  ).rows;
}
