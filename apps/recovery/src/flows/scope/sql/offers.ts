import { inTransaction, type Queryable } from '@stockproof/postgres';
import { type OfferName, type BarrierHead, ROW_DIGEST_SQL } from '@stockproof/verification';
import type { Radius } from '../../../evidence/recorded-flow.js';
import type { ChainHead } from '@stockproof/evidence';
import type { Scope } from '@stockproof/recovery-run';
import { escapeLiteral, type Pool } from 'pg';

const TOUCHED_SQL = `
  SELECT DISTINCT seller_id, sku FROM inventory_transaction
  WHERE ($1::timestamptz IS NULL OR event_time >= $1 AND event_time < $2)
    AND ($3::text IS NULL OR source_topic = $3 AND source_partition = $4 AND source_offset >= $5 AND source_offset < $6)`;

/** A window of event time and a range of the updates' topic that select offers; null does not restrict. */
export interface Touch {
  /** RFC 3339 in any zone, also one that PostgreSQL would not accept. */
  readonly window?: { readonly from: string; readonly to: string };
  readonly range?: {
    readonly topic: string;
    readonly partition: number;
    readonly from_offset: number;
    readonly to_offset: number;
  };
}

/** Finds offers with a ledger row in a window of event_time, or from a range of a source topic. */
export async function selectTouchedOffers(db: Queryable, { window, range }: Touch): Promise<OfferName[]> {
  const { rows } = await db.query<OfferName>(TOUCHED_SQL, [
    window === undefined ? null : new Date(window.from),
    window === undefined ? null : new Date(window.to),
    range?.topic ?? null,
    range?.partition ?? null,
    range?.from_offset ?? null,
    range?.to_offset ?? null,
  ]);
  return rows;
}

const RADIUS_SQL = (condition: string): string => `
  SELECT count(*)::int AS offers, count(DISTINCT seller_id)::int AS sellers, coalesce(sum(version), 0)::bigint AS events
  FROM inventory_stock_on_hand WHERE ${condition}`;

/** Counts offers, sellers and events of a scope, from the heads: each version is an event. */
export async function measureRadius(db: Queryable, condition: string): Promise<Radius> {
  const { rows } = await db.query<Radius>(RADIUS_SQL(condition));
  return rows[0] ?? { offers: 0, sellers: 0, events: 0 };
}

const HEADS_SQL = (condition: string): string => `
  SELECT seller_id, sku, version FROM inventory_stock_on_hand WHERE ${condition}`;

/** Reads the stream heads of a scope; they are committed when the barrier is set. */
export async function readStreamHeads(db: Queryable, condition: string): Promise<BarrierHead[]> {
  return (await db.query<BarrierHead>(HEADS_SQL(condition))).rows;
}

/** What a reading of the heads has seen: changes of transactions that were over then. */
export interface SeenHeads {
  /** Oldest transaction of the server that was open: its id, and those of later ones, are not smaller. */
  readonly oldest_open: string;
  /** Ids count for one server only, from one start of it to the next. */
  readonly server_start: string;
}

const SEEN_SQL = `
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS oldest_open, pg_postmaster_start_time()::text AS server_start`;

// The row must have its own digest, so that a forged head is not signed. OFFSET 0: as a join, every row of the ledger would
// be read and hashed.
const CHANGED_HEADS_SQL = `
  DECLARE changed_heads NO SCROLL CURSOR FOR
  SELECT row.seller_id, row.sku, row.version, encode(row.chain_digest, 'hex') AS chain_digest
  FROM inventory_stock_on_hand AS head
  CROSS JOIN LATERAL (
    SELECT *, ${ROW_DIGEST_SQL} AS digest FROM inventory_transaction
    WHERE (seller_id, sku, version) = (head.seller_id, head.sku, head.version) OFFSET 0
  ) AS row
  WHERE ($1::xid8 IS NULL OR age(head.xmin) <= age($1::xid8::xid))
    AND head.chain_digest = row.chain_digest AND row.chain_digest = row.digest`;

const NEXT_HEADS_SQL = 'FETCH 5000 FROM changed_heads';

/**
 * Reads the heads that an earlier reading has not seen (null, or one of the server before it was started again: all), from
 * one snapshot, and passes them on in pages of at most 5,000, until `onPage` returns false. What a transaction wrote that
 * was open then is read, however long it was open; a change may be read twice. A transaction stays open meanwhile, so a
 * page must not take ten seconds. Returns what has been seen now; null if `onPage` did not want all of it.
 */
export function readChangedHeads(
  ledger: Pool,
  seen: SeenHeads | null,
  onPage: (heads: readonly ChainHead[]) => Promise<boolean>,
): Promise<SeenHeads | null> {
  return inTransaction(ledger, async (db) => {
    const { rows: marks } = await db.query<SeenHeads>(SEEN_SQL);
    const now = marks[0] ?? null;
    const same_server = seen !== null && seen.server_start === now?.server_start;
    await db.query(CHANGED_HEADS_SQL, [same_server ? seen.oldest_open : null]);
    for (;;) {
      const { rows } = await db.query<ChainHead>(NEXT_HEADS_SQL);
      if (rows.length === 0) return now;
      if (!(await onPage(rows))) return null;
    }
  });
}

const RANGE_BEGINS_SQL = `
  SELECT DISTINCT sku FROM (
    SELECT sku, row_number() OVER (ORDER BY sku) AS place FROM inventory_stock_on_hand
  ) AS numbered
  WHERE place % $1 = 0 ORDER BY sku`;

/**
 * Reads SKUs that divide the ledger into pieces of about so many offers, in the order of their UTF-8 bytes.
 */
export async function readRangeBegins(db: Queryable, offers: number): Promise<string[]> {
  return (await db.query<{ sku: string }>(RANGE_BEGINS_SQL, [offers])).rows.map(({ sku }) => sku);
}

const NEXT_SQL = `
  SELECT seller_id, sku FROM inventory_stock_on_hand
  WHERE (seller_id, sku) > ($1, $2) ORDER BY seller_id, sku LIMIT $3`;

/** Reads the offers after this one, in the order of the table's key. */
export async function nextOffers(ledger: Queryable, after: OfferName, limit: number): Promise<OfferName[]> {
  return (
    await ledger.query<OfferName>({
      name: 'next-offers',
      text: NEXT_SQL,
      values: [after.seller_id, after.sku, limit],
    })
  ).rows;
}

const NEXT_IN_SCOPE_SQL = (condition: string): string => `
  SELECT seller_id, sku, version FROM inventory_stock_on_hand
  WHERE (seller_id, sku) > ($1, $2) AND ${condition} ORDER BY seller_id, sku LIMIT $3`;

/** Reads the offers after this one that match the SQL condition, in the order of their names. */
export async function nextInScope(
  ledger: Queryable,
  condition: string,
  after: OfferName,
  limit: number,
): Promise<BarrierHead[]> {
  return (await ledger.query<BarrierHead>(NEXT_IN_SCOPE_SQL(condition), [after.seller_id, after.sku, limit]))
    .rows;
}

type TouchingScope = Extract<Scope, { type: 'by_time_window' | 'by_topic_partition' }>;

/** SQL condition on seller_id and sku: the ledger has a row of the offer in the window, or from the range. */
export function touchedCondition(scope: TouchingScope): string {
  const touches =
    scope.type === 'by_time_window'
      ? `event_time >= ${time(scope.from_event_time)} AND event_time < ${time(scope.to_event_time)}`
      : `source_topic = ${escapeLiteral(scope.topic)} AND source_partition = ${scope.partition}
         AND source_offset >= ${scope.from_offset} AND source_offset < ${scope.to_offset}`;
  return `(seller_id, sku) IN (SELECT seller_id, sku FROM inventory_transaction WHERE ${touches})`;
}

function time(text: string): string {
  return `${escapeLiteral(new Date(text).toISOString())}::timestamptz`;
}
