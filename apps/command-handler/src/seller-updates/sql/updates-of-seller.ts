import { LEDGER_STATUSES } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';
import type { UpdatePlace } from '../place.js';
import type { UpdateStatus } from '../statuses.js';

/** What became of one update of a seller. What its status does not have is null. */
export interface UpdateRow extends UpdatePlace {
  readonly status: UpdateStatus;
  readonly sku: string | null;
  readonly operation: string | null;
  readonly quantity: number | null;
  readonly version: number | null;
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, number | string>> | null;
  readonly event_time: Date | null;
  readonly duplicates: number | null;
}

/** What a list or a stream of updates is about. Null: whatever it is. */
export interface UpdateFilter {
  readonly seller_id: string;
  readonly status: UpdateStatus | null;
  readonly sku: string | null;
  /** Topic of the stock commands: messages of it are of sagas, not of sellers. */
  readonly commands_topic: string;
}

/** $1 to $3: the seller, the SKU or null, the topic of stock commands. $4 to $7: a place. $8: a time. $9: most rows. */
type Direction = 'newest_first' | 'oldest_first';

const OF_SELLERS = `operation NOT IN ('R', 'U', 'F')`;

/** The SKU of the update that an id was first decided for. */
const FIRST_SKU = `coalesce(
  (SELECT first.sku FROM inventory_transaction AS first WHERE first.seller_id = $1 AND first.event_id = again.event_id
     AND (CASE WHEN first.operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END) = 'seller'),
  (SELECT first.sku FROM inventory_rejection AS first WHERE first.seller_id = $1 AND first.event_id = again.event_id
     AND (CASE WHEN first.operation IN ('R', 'U', 'F') THEN 'order' ELSE 'seller' END) = 'seller'))`;

const NONE = 'NULL::text AS operation, NULL::bigint AS quantity, NULL::bigint AS version';
const POSITION = 'source_partition AS partition, source_offset AS "offset", event_id';

/** Each table that holds an outcome: its columns in one form, and how a place in it is compared. */
const SOURCES = {
  decided: {
    at: 'accepted_at',
    rows: `SELECT accepted_at AS at, ${POSITION}, status, sku, operation, requested_quantity AS quantity, version,
        NULL::text AS reason, NULL::jsonb AS facts, event_time, NULL::bigint AS duplicates
      FROM inventory_transaction WHERE seller_id = $1 AND ($2::text IS NULL OR sku = $2) AND ${OF_SELLERS}`,
  },
  rejected: {
    at: 'rejected_at',
    rows: `SELECT rejected_at AS at, ${POSITION}, 'rejected' AS status, sku, operation, quantity, NULL::bigint AS version,
        reason, facts, event_time, NULL::bigint AS duplicates
      FROM inventory_rejection WHERE seller_id = $1 AND ($2::text IS NULL OR sku = $2) AND ${OF_SELLERS}`,
  },
  quarantined: {
    at: 'quarantined_at',
    rows: `SELECT quarantined_at AS at, ${POSITION}, 'quarantined' AS status, sku, ${NONE}, reason,
        NULL::jsonb AS facts, NULL::timestamptz AS event_time, NULL::bigint AS duplicates
      FROM quarantine WHERE seller_id = $1 AND ($2::text IS NULL OR sku = $2) AND NOT starts_with(source_topic, $3)`,
  },
  conflict: {
    at: 'seen_at',
    rows: `SELECT seen_at AS at, ${POSITION}, 'conflict' AS status, ${FIRST_SKU} AS sku, ${NONE}, NULL::text AS reason,
        NULL::jsonb AS facts, NULL::timestamptz AS event_time, NULL::bigint AS duplicates
      FROM inventory_conflict AS again WHERE seller_id = $1 AND ($2::text IS NULL OR ${FIRST_SKU} = $2)
        AND NOT starts_with(source_topic, $3)`,
  },
  duplicate: {
    at: 'updated_at',
    rows: `SELECT updated_at AS at, -1 AS partition, -1::bigint AS "offset", event_id, 'duplicate' AS status,
        ${FIRST_SKU} AS sku, ${NONE}, NULL::text AS reason, NULL::jsonb AS facts, NULL::timestamptz AS event_time, duplicates
      FROM inventory_redelivery AS again WHERE seller_id = $1 AND ($2::text IS NULL OR ${FIRST_SKU} = $2)
        AND source_kind = 'seller' AND duplicates > 0`,
  },
} as const;

type Source = keyof typeof SOURCES;

/** A place is compared by the columns of the source's index; its other members tell places apart that have the same time. */
function afterPlace(source: Source, direction: Direction): string {
  const { at } = SOURCES[source];
  const sign = direction === 'newest_first' ? '<' : '>';
  if (source === 'duplicate')
    return `${at} ${sign}= $4::timestamptz AND (${at}, -1, -1::bigint, event_id) ${sign} ($4::timestamptz, $5::int, $6::bigint, $7::text COLLATE "C")`;
  return `(${at}, source_partition, source_offset) ${sign} ($4::timestamptz, $5::int, $6::bigint)`;
}

function sourceRows(source: Source, status: UpdateStatus | null, direction: Direction): string {
  const { at, rows } = SOURCES[source];
  const desc = direction === 'newest_first' ? ' DESC' : '';
  // A newest-first list goes back to a time; a stream goes on up to one, and that time is not in it.
  const bound = direction === 'newest_first' ? `${at} >= $8::timestamptz` : `${at} < $8::timestamptz`;
  const of_status = source === 'decided' && status !== null ? ` AND status = '${status}'` : '';
  const order =
    source === 'duplicate'
      ? `${at}${desc}, event_id${desc}`
      : `${at}${desc}, source_partition${desc}, source_offset${desc}`;
  return `(${rows}${of_status} AND ${bound} AND ${afterPlace(source, direction)} ORDER BY ${order} LIMIT $9)`;
}

/**
 * The status is one of a list in the code, so it may be in the text; each combination has one text. Not every one needs each parameter,
 * but all have the same.
 */
function listUpdatesSQL(status: UpdateStatus | null, direction: Direction): string {
  const sources = (Object.keys(SOURCES) as Source[]).filter((source) => {
    if (status === null) return true;
    return source === 'decided' ? LEDGER_STATUSES.some((one) => one === status) : status === source;
  });
  const desc = direction === 'newest_first' ? ' DESC' : '';
  return `
    SELECT * FROM (${sources.map((source) => sourceRows(source, status, direction)).join(' UNION ALL ')}) AS outcome
    WHERE num_nulls($3::text, $7::text) = 0
    ORDER BY at${desc}, partition${desc}, "offset"${desc}, event_id COLLATE "C"${desc} LIMIT $9`;
}

/** The outcomes before a place and not older than `since`, the newest first. */
export function listUpdates(
  db: Queryable,
  filter: UpdateFilter,
  before: UpdatePlace,
  since: Date,
  limit: number,
): Promise<UpdateRow[]> {
  return readUpdates(db, filter, 'newest_first', before, since, limit);
}

/** The outcomes after a place and before `until`, the oldest first. */
export function followUpdates(
  db: Queryable,
  filter: UpdateFilter,
  after: UpdatePlace,
  until: Date,
  limit: number,
): Promise<UpdateRow[]> {
  return readUpdates(db, filter, 'oldest_first', after, until, limit);
}

async function readUpdates(
  db: Queryable,
  { seller_id, sku, status, commands_topic }: UpdateFilter,
  direction: Direction,
  { at, partition, offset, event_id }: UpdatePlace,
  bound: Date,
  limit: number,
): Promise<UpdateRow[]> {
  const name = `updates-of-seller-${direction}-${status ?? 'all'}`;
  const values = [seller_id, sku, commands_topic, at, partition, offset, event_id ?? '', bound, limit];
  return (await db.query<UpdateRow>({ name, text: listUpdatesSQL(status, direction), values })).rows;
}

const OLDEST_WRITER_SQL = 'SELECT oldest_writer() AS at';

/** Since when everything may not be committed yet: the start of the oldest transaction that writes, or now. */
export async function readOldestWriter(db: Queryable): Promise<Date> {
  const { rows } = await db.query<{ at: Date }>({ name: 'read-oldest-writer', text: OLDEST_WRITER_SQL });
  return rows[0]?.at ?? new Date(0);
}
